"""One screen a module; screens never import each other."""
