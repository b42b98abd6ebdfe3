"""Attachments: sealed by us and opened by everybody, and the reverse; altered ones leave nothing behind."""

from __future__ import annotations

import hashlib
import io
import stat
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from jitdesk.crypto import age, bech32, classical, header, payload, stream
from jitdesk.kernel.errors import Cancelled, Damaged

ROOT = Path(__file__).parents[3]
CHUNK = 65536
SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 4 * CHUNK - 1, 4 * CHUNK, 4 * CHUNK + 1, 3_000_000]


def content(size: int) -> bytes:
    return (hashlib.shake_128(b"content").digest(1000) * (size // 1000 + 1))[:size]


def recipient_of(secret: str, folder: Path) -> str:
    (folder / "key").write_text(secret + "\n")
    return subprocess.run(["age-keygen", "-y", folder / "key"], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("size", SIZES)
def test_what_is_sealed_opens_again_here_and_as_an_age_file(tmp_path: Path, size: int) -> None:
    src, dst, out = (tmp_path / name for name in ("src", "dst", "out"))
    src.write_bytes(content(size))
    sealed = stream.seal_file(src, dst)
    assert sealed.cipher_sha256 == hashlib.sha256(dst.read_bytes()).hexdigest()
    assert (sealed.sha256, sealed.size) == (hashlib.sha256(content(size)).hexdigest(), size)
    assert stream.open_file(dst, out, sealed.key, sha256=sealed.sha256) == stream.Opened(sealed.sha256, size)
    assert out.read_bytes() == content(size)
    as_age = io.BytesIO()
    age.decrypt(io.BytesIO(dst.read_bytes()), as_age, [sealed.key])
    assert as_age.getvalue() == content(size)


@pytest.mark.parametrize("size", SIZES)
def test_an_age_file_to_one_key_opens_here(tmp_path: Path, size: int) -> None:
    key = age.new_identity()
    file = io.BytesIO()
    age.encrypt(io.BytesIO(content(size)), file, [key.recipient])
    (tmp_path / "src").write_bytes(file.getvalue())
    assert stream.open_file(tmp_path / "src", tmp_path / "out", key.secret).size == size
    assert (tmp_path / "out").read_bytes() == content(size)


@pytest.mark.needs("age", "age-keygen")
@pytest.mark.parametrize("size", [0, CHUNK, 3_000_000])
def test_the_age_program_both_ways(tmp_path: Path, size: int) -> None:
    (tmp_path / "src").write_bytes(content(size))
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "ours")
    recipient = recipient_of(sealed.key, tmp_path)
    opened = subprocess.run(["age", "-d", "-i", tmp_path / "key", tmp_path / "ours"], capture_output=True, check=True)
    assert opened.stdout == content(size)
    subprocess.run(["age", "-r", recipient, "-o", tmp_path / "theirs", tmp_path / "src"], check=True)
    stream.open_file(tmp_path / "theirs", tmp_path / "out", sealed.key, sha256=sealed.sha256)
    assert (tmp_path / "out").read_bytes() == content(size)


def assert_refused(altered: bytes, key: str, folder: Path) -> None:
    (folder / "altered").write_bytes(altered)
    with pytest.raises(Damaged):
        stream.open_file(folder / "altered", folder / "out", key)
    assert not (folder / "out").exists()


def test_every_flipped_byte_and_every_length_of_a_small_file(tmp_path: Path) -> None:
    (tmp_path / "src").write_bytes(b"short")
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "dst")
    data = (tmp_path / "dst").read_bytes()
    for i in range(len(data)):
        assert_refused(data[:i] + bytes([data[i] ^ 0x40]) + data[i + 1 :], sealed.key, tmp_path)
        assert_refused(data[:i], sealed.key, tmp_path)
    assert_refused(data + b"\0", sealed.key, tmp_path)


def test_chunks_cut_off_swapped_or_added_are_refused(tmp_path: Path) -> None:
    (tmp_path / "src").write_bytes(content(6 * CHUNK))
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "dst")
    data = (tmp_path / "dst").read_bytes()
    whole = CHUNK + 16
    start, body = data[: len(data) - 6 * whole], data[-6 * whole :]
    chunks = [body[i : i + whole] for i in range(0, len(body), whole)]
    for count in range(6):
        assert_refused(start + b"".join(chunks[:count]), sealed.key, tmp_path)
    assert_refused(start + b"".join([chunks[1], chunks[0], *chunks[2:]]), sealed.key, tmp_path)
    assert_refused(start + body + chunks[5], sealed.key, tmp_path)
    assert_refused(start + body + bytes(16), sealed.key, tmp_path)


def test_an_empty_last_chunk_is_refused_unless_it_is_the_only_one(tmp_path: Path) -> None:
    key, file_key, nonce = age.new_identity(), bytes(16), bytes(16)
    chunks = payload.Chunks(file_key, nonce)
    start = header.write([classical.Recipient.read(key.recipient).wrap(file_key)], file_key) + nonce
    data = start + chunks.seal(memoryview(bytes(CHUNK)), False) + chunks.seal(memoryview(b""), True)
    with pytest.raises(Damaged):
        age.decrypt(io.BytesIO(data), io.BytesIO(), [key.secret])
    assert_refused(data, key.secret, tmp_path)


def test_a_file_to_several_keys_or_to_a_post_quantum_one_is_no_attachment(tmp_path: Path) -> None:
    keys, hybrid = [age.new_identity() for _ in range(2)], age.new_hybrid_identity()
    for recipients in ([key.recipient for key in keys], [hybrid.recipient]):
        out = io.BytesIO()
        age.encrypt(io.BytesIO(b"text"), out, recipients)
        assert_refused(out.getvalue(), keys[0].secret, tmp_path)


@pytest.mark.parametrize("room", [100, 65536, 2_000_000])
def test_a_disk_that_takes_a_part_only_is_a_refusal_and_leaves_nothing(tmp_path: Path, room: int) -> None:
    """As on a full disk: the last write takes some bytes, and only the next would fail."""
    (tmp_path / "src").write_bytes(content(3_000_000))
    code = f"""
import resource, signal, sys
from pathlib import Path
from jitdesk.crypto import stream
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
folder = Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000 - {room}, resource.RLIM_INFINITY))
try:
    stream.seal_file(folder / "src", folder / "dst")
except OSError:
    print("refused", (folder / "dst").exists())
"""
    said = subprocess.run([sys.executable, "-c", code, tmp_path], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout == "refused False\n"


def test_another_key_and_another_content_are_refused(tmp_path: Path) -> None:
    (tmp_path / "src").write_bytes(b"text")
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "dst")
    with pytest.raises(Damaged, match="not encrypted to the key in its record"):
        stream.open_file(tmp_path / "dst", tmp_path / "out", age.new_identity().secret)
    with pytest.raises(Damaged, match="another content"):
        stream.open_file(tmp_path / "dst", tmp_path / "out", sealed.key, sha256="0" * 64)
    with pytest.raises(Damaged, match="not an age identity"):
        stream.open_file(tmp_path / "dst", tmp_path / "out", sealed.key.lower())
    assert not (tmp_path / "out").exists()


def test_cancelling_leaves_nothing_and_an_existing_file_stays(tmp_path: Path) -> None:
    (tmp_path / "src").write_bytes(content(3_000_000))
    (tmp_path / "there").write_bytes(b"kept")

    def cancel(done: int, total: int) -> None:
        assert 0 < done <= total == 3_000_000
        raise Cancelled("age.payload")

    with pytest.raises(Cancelled):
        stream.seal_file(tmp_path / "src", tmp_path / "dst", progress=cancel)
    assert not (tmp_path / "dst").exists()
    with pytest.raises(FileExistsError):
        stream.seal_file(tmp_path / "src", tmp_path / "there")
    assert (tmp_path / "there").read_bytes() == b"kept"


def test_files_are_private_and_memory_is_constant(tmp_path: Path) -> None:
    with (tmp_path / "src").open("wb") as file:
        file.truncate(48 << 20)
    tracemalloc.start()
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "dst")
    stream.open_file(tmp_path / "dst", tmp_path / "out", sealed.key, sha256=sealed.sha256)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20  # a few blocks of 2 MiB, however large the file
    assert stat.S_IMODE((tmp_path / "dst").stat().st_mode) == stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o600


def test_the_key_is_an_identity_and_hidden(tmp_path: Path) -> None:
    (tmp_path / "src").write_bytes(b"text")
    sealed = stream.seal_file(tmp_path / "src", tmp_path / "dst")
    assert len(bech32.decode("age-secret-key-", sealed.key.lower())) == 32
    assert sealed.key not in repr(sealed)


@pytest.mark.parametrize("size", SIZES)
def test_a_file_is_encrypted_anew_without_its_plaintext_on_a_disk(tmp_path: Path, size: int) -> None:
    src, first, second, out = (tmp_path / name for name in ("src", "first", "second", "out"))
    src.write_bytes(content(size))
    old = stream.seal_file(src, first)
    new = stream.reseal_file(first, second, old.key, sha256=old.sha256)
    assert (new.sha256, new.size) == (old.sha256, old.size)
    assert new.key != old.key
    assert new.cipher_sha256 == hashlib.sha256(second.read_bytes()).hexdigest() != old.cipher_sha256
    stream.open_file(second, out, new.key, sha256=new.sha256)
    assert out.read_bytes() == content(size)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["first", "out", "second", "src"]


def test_what_was_altered_is_not_encrypted_anew(tmp_path: Path) -> None:
    src, first, second = (tmp_path / name for name in ("src", "first", "second"))
    src.write_bytes(content(200_000))
    old = stream.seal_file(src, first)
    data = bytearray(first.read_bytes())
    data[-1] ^= 1
    first.write_bytes(data)
    with pytest.raises(Damaged):
        stream.reseal_file(first, second, old.key, sha256=old.sha256)
    data[-1] ^= 1
    first.write_bytes(data)
    with pytest.raises(Damaged):
        stream.reseal_file(first, second, old.key, sha256="0" * 64)
    assert not second.exists()
