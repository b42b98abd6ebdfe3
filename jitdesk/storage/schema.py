"""The tables of a desk: the log (truth), and what is projected from it; one table a kind, made from the field table."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Index, Integer, LargeBinary, MetaData, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from jitdesk.domain.fields import Field, Kind, Type
from jitdesk.domain.kinds import KINDS
from jitdesk.kernel.canon import encode
from jitdesk.kernel.values import sha256

METADATA = MetaData()

meta = Table("meta", METADATA, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

# Names of devices and compartments as small integers, so that an index stays small.
device = Table("device", METADATA, Column("id", Integer, primary_key=True), Column("name", Text, unique=True, nullable=False))
compartment = Table("compartment", METADATA, Column("id", Integer, primary_key=True), Column("name", Text, unique=True, nullable=False))

# -- the log: verified segments as they came, own open lines, and what a person decided about them ---------------------------------------
segment = Table(
    "segment",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("compartment", Integer, nullable=False),
    Column("device", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("count", Integer, nullable=False),
    Column("hash", Text, nullable=False, unique=True),
    Column("prev", Text),
    Column("stamp", Text, nullable=False),  # of its last line: stamps rise strictly within a log
    Column("state", Text, nullable=False),  # applied, held (a gap before it), waiting (closed log, later branch of a fork)
    Column("linked", Integer, nullable=False, server_default=text("1")),  # whether all before it in this log is here
    Column("attaches", Integer, nullable=False, server_default=text("1")),  # whether a line of it may name a ciphertext
    Column("entries", Integer, nullable=False, server_default=text("0")),  # how many lines are entries of the disclosure log
    Column("bundle", Text),  # the id of the bundle that brought it; null for own work
    Column("signature", Text, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("segment_chain", "compartment", "device", "first", "count"),  # with the count, forks are looked for in the index alone
    Index("segment_unlinked", "compartment", sqlite_where=text("linked = 0")),
    Index("segment_state", "state"),
)
pending = Table(
    "pending",
    METADATA,
    Column("compartment", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", LargeBinary, nullable=False),
    PrimaryKeyConstraint("compartment", "number"),
    sqlite_with_rowid=False,
)
journal = Table(
    "journal",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Index("journal_act", "act"),  # every import asks for acts that are rare
)
# What a person decided of lines first..last of a segment, whatever its state: they wait, or were refused. It follows from the journal.
decision = Table(
    "decision",
    METADATA,
    Column("segment", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("state", Text, nullable=False),
    PrimaryKeyConstraint("segment", "first"),
    sqlite_with_rowid=False,
)
# The lines that an entry of the journal (an import, an acceptance) put in force: what can be undone as one step.
taken = Table(
    "taken",
    METADATA,
    Column("journal", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("journal", "segment", "first"),
    sqlite_with_rowid=False,
)
# What it did, record by record and field by field: names of changes before and after, never values.
report = Table(
    "report",
    METADATA,
    Column("journal", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("journal", "part"),
)
# Which lines of a segment are stubs. One is missing unless the order that it names justifies it, or this desk itself proved that it does.
stub = Table(
    "stub",
    METADATA,
    Column("segment", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("mark", Text, nullable=False),
    Column("ordered", Text, nullable=False),  # the change that ordered it
    Column("proved", Integer, nullable=False),
    Column("missing", Integer, nullable=False),
    PrimaryKeyConstraint("segment", "number"),
    sqlite_with_rowid=False,
)
# Bundles in mailboxes that are dealt with, by the name of their file: own ones that lie there, others' that were taken in; what the sender
# of each said to hold is what its recipients will hold.
mail = Table(
    "mail",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("changed", Integer, nullable=False),  # when the file was changed, in nanoseconds
    Column("hash", Text, nullable=False),  # of the file
    Column("sender", Text, nullable=False),
    Column("own", Integer, nullable=False),
    Column("recipients", Text, nullable=False),  # JSON: devices
    Column("have", Text, nullable=False),  # JSON: tips, by compartment and device
)
# -- the projection: thrown away and rebuilt to the same rows -----------------------------------------------------------------------------
record = Table(
    "record",
    METADATA,
    Column("rid", Integer, primary_key=True),
    Column("id", Text, nullable=False),
    Column("compartment", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    UniqueConstraint("id", "compartment", "kind"),
)
change = Table(
    "change",
    METADATA,
    Column("rid", Integer, nullable=False),
    Column("compartment", Integer, nullable=False),
    Column("device", Integer, nullable=False),
    Column("number", Integer, nullable=False),
    Column("mark", Text, nullable=False),
    PrimaryKeyConstraint("rid", "compartment", "device", "number", "mark"),
    sqlite_with_rowid=False,
)
# All heads of a record in one value (`projections.heads`): an import reads and writes records as a whole.
head = Table("head", METADATA, Column("rid", Integer, primary_key=True), Column("cells", LargeBinary, nullable=False))
# What of it has no room in one value.
head_more = Table(
    "head_more",
    METADATA,
    Column("rid", Integer, nullable=False),
    Column("part", Integer, nullable=False),
    Column("cells", LargeBinary, nullable=False),
    PrimaryKeyConstraint("rid", "part"),
)
# The elements that some head puts into a set of a record: links, assignees, conditions.
element = Table(
    "element",
    METADATA,
    Column("rid", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("element", Text, nullable=False),
    PrimaryKeyConstraint("rid", "field", "element"),
    Index("element_of", "element", "field"),
    # Which records bear conditions of the State they came from: asked for at every export.
    Index("element_conditions", "rid", sqlite_where=text("field = 'conditions'")),
    sqlite_with_rowid=False,
)
awaited = Table(
    "awaited",
    METADATA,
    Column("rid", Integer, nullable=False),
    Column("field", Text, nullable=False),
    Column("element", Text, nullable=False),
    Column("name", Text, nullable=False),
    PrimaryKeyConstraint("rid", "field", "element", "name"),
    sqlite_with_rowid=False,
)
conflict = Table(
    "conflict",
    METADATA,
    Column("rid", Integer, nullable=False),
    Column("field", Text, nullable=False),
    PrimaryKeyConstraint("rid", "field"),
    sqlite_with_rowid=False,
)
# Acts of the roster and of compartments: kept apart, evaluated as a whole.
act = Table(
    "act",
    METADATA,
    Column("compartment", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("line", LargeBinary, nullable=False),
    PrimaryKeyConstraint("compartment", "name", "line"),  # one author can give two lines one name: none may hide the other
)
# What each sender said it holds; it only ever decides what to leave out of the next bundle.
position = Table(
    "position",
    METADATA,
    Column("holder", Text, nullable=False),
    Column("compartment", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("hash", Text, nullable=False),
    PrimaryKeyConstraint("holder", "compartment", "device", "number", "hash"),
)
# Members of a bundle while it is read; always empty outside one transaction.
staged = Table("staged", METADATA, Column("name", Text, primary_key=True), Column("body", LargeBinary, nullable=False))

PROJECTION = ("record", "change", "head", "head_more", "element", "awaited", "conflict", "act", *KINDS)


def _column(field: Field) -> Column[object]:
    number = not field.is_list and field.type in (Type.BOOL, Type.INT)
    return Column(field.name, Integer() if number else Text())


def _table(kind: Kind) -> Table:
    columns: list[Column[object]] = [_column(f) for f in kind.fields]
    indexes = [Index(f"{kind.name}_by_{f.name}", f.name, "rid") for f in kind.fields if f.order]
    if kind.code and not any(f.order and f.name == kind.code for f in kind.fields):
        indexes.append(Index(f"{kind.name}_code", kind.code))
    links = [Index(f"{kind.name}_{f.name}_link", f.name) for f in kind.fields if f.type is Type.LINK and not f.is_list]
    return Table(
        kind.name,
        METADATA,
        Column("rid", Integer, primary_key=True),
        Column("changed", Text, nullable=False),  # the greatest stamp of its heads
        *columns,
        Index(f"{kind.name}_by_changed", "changed", "rid"),
        *indexes,
        *links,
    )


ROWS: dict[str, Table] = {kind.name: _table(kind) for kind in KINDS.values()}

# Contentless: the index alone; the text stands in the rows. Prefix indexes make three-letter prefixes cheap.
EXTRA = (
    "CREATE VIRTUAL TABLE search USING fts5(text, content='', contentless_delete=1, prefix='2 3 4', "
    "tokenize='unicode61 remove_diacritics 0')",
    # At the default of 10 % deleted rows FTS5 rewrites its levels so eagerly that re-indexing 20,000 edited records took 5 times as long.
    "INSERT INTO search(search, rank) VALUES ('deletemerge', 40)",
    # At the default of 4 parts a level, a small import beside a large desk merged as much as it wrote many times over.
    "INSERT INTO search(search, rank) VALUES ('automerge', 8)",
    # At the default of 1 MiB a large import writes its terms in dozens of parts and merges them over and over.
    "INSERT INTO search(search, rank) VALUES ('hashsize', 4194304)",
    "CREATE VIRTUAL TABLE terms USING fts5vocab('search', 'instance')",
)


def remake_rows(connection: Connection) -> None:
    """Throw away the tables of the kinds and make them as the field table wants them now; a rebuild fills them."""
    for name in ROWS:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")
    METADATA.create_all(connection, tables=list(ROWS.values()))


def fingerprint() -> str:
    """A hash of the field table: where it differs from the one a desk was projected with, rows and search are rebuilt."""
    table = [[k.name, [[f.name, f.type.value, f.merge.value, f.searched, f.order] for f in k.fields]] for k in KINDS.values()]
    return sha256(encode(table))
