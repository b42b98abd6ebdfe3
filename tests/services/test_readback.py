"""A letter goes to Word and comes back: what was edited is found by field, and nothing that was written is lost on the way."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jitdesk.cli import program
from jitdesk.cli.opening import Terminal
from jitdesk.documents.reading import Stretch
from jitdesk.domain.fields import Type
from jitdesk.domain.kinds.request import REQUEST
from jitdesk.kernel.errors import Refused
from jitdesk.services import editing, letters, life, readback, reading
from jitdesk.services.desk import Desk
from jitdesk.services.readback import Other
from tests.documents import letterheads, sample
from tests.services.sava import DAY, FakeClock, send

REFERENCE = "JIT-SR/2026/014"
FACTS = "Held in the mill.\n\nBeaten there."
WRITTEN = [field.name for field in REQUEST.fields if field.type in (Type.LONG, Type.TEXT) and field.name not in ("reference", "basis")]
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) | st.lists(st.sampled_from(["a", "", " b\t", "‏אב", "&<>"])).map(
    "\n".join
)


@pytest.fixture
def asked(mara: Desk) -> Desk:
    """Mara's desk with the request of the demo, its facts two short paragraphs."""
    values = {name: value for name, value in sample.request(facts=FACTS).values.items()}
    editing.add(mara, "request", [values])
    return mara


def written(desk: Desk, folder: Path, name: str = "letter.docx") -> Path:
    letters.write(desk, REFERENCE, folder / name)
    return folder / name


def edited(path: Path, edit: Callable[[str], str], part: str = "word/document.xml") -> Path:
    """The same file with one part edited as text."""
    out = BytesIO()
    with ZipFile(path) as source, ZipFile(out, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                changed = edit(data.decode())
                assert changed != data.decode(), "the edit found nothing to edit"
                data = changed.encode()
            target.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def value(desk: Desk, field: str) -> Any:
    return reading.show(desk, REFERENCE).get(field)


def run(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def insert(text: str) -> str:
    return f'<w:ins w:id="901" w:author="x" w:date="2026-11-30T10:00:00Z">{run(text)}</w:ins>'


def delete(text: str) -> str:
    return f'<w:del w:id="902" w:author="x" w:date="2026-11-30T10:00:00Z"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def test_a_letter_that_nobody_edited_says_what_the_request_says(asked: Desk, tmp_path: Path) -> None:
    found = readback.read(asked, REFERENCE, written(asked, tmp_path))
    assert (found.fields, found.others, found.problems) == ((), (), ())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.dictionaries(st.sampled_from(WRITTEN), TEXT, max_size=8))
def test_whatever_stands_in_the_fields_comes_back_equal(asked: Desk, tmp_path: Path, values: dict[str, str]) -> None:
    for name, text in values.items():
        declared = REQUEST.field(name)
        assert declared is not None
        fits = text[: declared.most] if declared.type is Type.LONG else " ".join(text.split())[: declared.most]
        try:
            editing.change(asked, REFERENCE, {name: fits})
        except Refused:
            continue
    (tmp_path / "letter.docx").unlink(missing_ok=True)
    found = readback.read(asked, REFERENCE, written(asked, tmp_path))
    assert (found.fields, found.others, found.problems) == ((), (), ())


def test_an_edited_field_is_shown_and_changes_nothing_until_it_is_accepted(asked: Desk, tmp_path: Path) -> None:
    file = edited(written(asked, tmp_path), lambda xml: xml.replace("Beaten there.", "Beaten there, twice."))
    found = readback.read(asked, REFERENCE, file)
    [difference] = found.fields
    # The empty line between the paragraphs, which a letter does not show, is kept.
    after = "Held in the mill.\n\nBeaten there, twice."
    assert (difference.field, difference.before, difference.after, difference.earlier) == ("facts", FACTS, after, False)
    assert (found.others, found.problems) == ((), ())
    assert value(asked, "facts") == FACTS
    readback.accept(asked, found, ["facts"])
    assert value(asked, "facts") == after
    assert readback.read(asked, REFERENCE, file).fields == ()


def test_tracked_changes_are_proposed_text(asked: Desk, tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        xml = xml.replace(run("Held in the mill."), f"{run('Held in ')}{delete('the mill')}{insert('a barn')}{run('.')}")
        # A paragraph of its own, inserted; and the end of another deleted, so that it goes on in the next.
        mark = '<w:rPr><w:ins w:id="903" w:author="x"/></w:rPr>'
        new = f'<w:p><w:pPr><w:pStyle w:val="LetterBody"/>{mark}</w:pPr>{insert("Let go at night.")}</w:p>'
        at = xml.index("</w:p>", xml.index("a barn")) + len("</w:p>")
        xml = xml[:at] + new + xml[at:]
        line, gone = run("Kotnik Quay 9, 1000 Ljubljana, Slovenia"), '<w:rPr><w:del w:id="904" w:author="x"/></w:rPr>'
        return xml.replace(f"</w:pPr>{line}", f"{gone}</w:pPr>{line}")

    found = readback.read(asked, REFERENCE, edited(written(asked, tmp_path), edit))
    after = {difference.field: difference.after for difference in found.fields}
    assert after["facts"] == "Held in a barn.\nLet go at night.\nBeaten there."
    assert "SloveniaSenior prosecutor" in after["requesting_authority"]
    assert found.problems == ()


def test_moved_text_stands_where_it_was_moved_to(asked: Desk, tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        moved = run("Held in the mill.")
        xml = xml.replace(moved, f'<w:moveFrom w:id="9" w:author="x">{moved}</w:moveFrom>')
        return xml.replace(run("Beaten there."), f'{run("Beaten there. ")}<w:moveTo w:id="10" w:author="x">{moved}</w:moveTo>')

    [difference] = readback.read(asked, REFERENCE, edited(written(asked, tmp_path), edit)).fields
    assert difference.after == "Beaten there. Held in the mill."


def test_text_outside_of_the_fields_is_shown_where_it_stands(asked: Desk, tmp_path: Path) -> None:
    file = written(asked, tmp_path)
    title = letters.drafted(asked, REFERENCE).sections[0].title
    edited(file, lambda xml: xml.replace(f">{title}<", ">Other title<").replace("<w:sectPr", f"<w:p>{run('P.S.')}</w:p><w:sectPr"))
    edited(file, lambda xml: xml.replace("CONFIDENTIAL BY AGREEMENT", "PUBLIC").replace("/014", "/015"), "word/header1.xml")
    found = readback.read(asked, REFERENCE, file)
    assert Other("body", title, "Other title") in found.others
    assert Other("body", "", "P.S.") in found.others
    assert Other("header", "", "PUBLIC\tJIT-SR/2026/015") in found.others
    assert not [other for other in found.others if other.where == "footer"]
    assert (found.fields, found.problems) == ((), ())


def test_the_day_and_the_version_of_a_letter_are_no_difference_and_other_words_in_that_line_are(asked: Desk, tmp_path: Path) -> None:
    file = written(asked, tmp_path)
    assert isinstance(asked.clock, FakeClock)
    asked.clock.at += 40 * DAY
    assert readback.read(asked, REFERENCE, file).others == ()
    edited(file, lambda xml: xml.replace("Version 1", "Version 1 of mine"), "word/footer1.xml")
    assert [other.where for other in readback.read(asked, REFERENCE, file).others] == ["footer", "footer"]


def test_a_gap_that_a_colleague_fills_becomes_the_text_of_its_field(asked: Desk, tmp_path: Path) -> None:
    editing.change(asked, REFERENCE, {"purpose": None})
    file = written(asked, tmp_path)
    [gap] = [
        run.text
        for part in letters.drafted(asked, REFERENCE).sections
        for block in part.blocks
        if isinstance(block, letters.Paragraph)
        for run in block.runs
        if run.field == "purpose"
    ]
    assert readback.read(asked, REFERENCE, file).fields == ()
    [difference] = readback.read(asked, REFERENCE, edited(file, lambda xml: xml.replace(gap, "To hear her."))).fields
    assert (difference.field, difference.before, difference.after) == ("purpose", None, "To hear her.")


def test_a_field_changed_here_since_is_told_from_one_that_the_colleague_edited(asked: Desk, tmp_path: Path) -> None:
    file = written(asked, tmp_path)
    editing.change(asked, REFERENCE, {"facts": "Held in a barn."})
    [difference] = readback.read(asked, REFERENCE, file).fields
    assert (difference.field, difference.before, difference.after, difference.earlier) == ("facts", "Held in a barn.", FACTS, True)


def controls(xml: str, field: str) -> tuple[int, int]:
    begin = xml.rindex("<w:sdt>", 0, xml.index(f'<w:tag w:val="{field}"/>'))
    return begin, xml.index("</w:sdt>", begin) + len("</w:sdt>")


def without_control(xml: str, field: str) -> str:
    begin, end = controls(xml, field)
    inner = xml[xml.index("<w:sdtContent>", begin) + len("<w:sdtContent>") : xml.rindex("</w:sdtContent>", begin, end)]
    return xml[:begin] + inner.replace(f'w:name="_field_{field}"', 'w:name="gone"') + xml[end:]


def doubled(xml: str, field: str) -> str:
    begin, end = controls(xml, field)
    return xml[:end] + f"<w:p>{run('between')}</w:p>" + xml[begin:end].replace("Held", "Kept") + xml[end:]


@pytest.mark.parametrize(
    ("edit", "key"),
    [
        (lambda xml: without_control(xml, "facts").replace("Held", "Kept"), "readback.missing"),
        (lambda xml: doubled(xml, "facts"), "readback.doubled"),
        (lambda xml: xml.replace("Held in the mill.</w:t>", "Held.</w:t><w:drawing/>"), "readback.picture"),
        (lambda xml: xml.replace("Held in the mill.", "x" * 200_001), "readback.not_taken"),
    ],
)
def test_what_cannot_be_told_or_taken_is_a_problem_with_its_text(edit: Callable[[str], str], key: str, asked: Desk, tmp_path: Path) -> None:
    found = readback.read(asked, REFERENCE, edited(written(asked, tmp_path), edit))
    [problem] = [problem for problem in found.problems if problem.field == "facts"]
    assert problem.message.key == key
    assert "{" not in str(problem.message)
    assert found.fields == ()
    if key == "readback.missing":
        assert any("Kept in the mill." in other.after for other in found.others)
    with pytest.raises(Refused, match="proposes nothing for facts"):
        readback.accept(asked, found, ["facts"])


def test_a_picture_outside_of_the_fields_is_told(asked: Desk, tmp_path: Path) -> None:
    file = edited(written(asked, tmp_path), lambda xml: xml.replace("<w:sectPr", "<w:p><w:r><w:drawing/></w:r></w:p><w:sectPr"))
    assert [problem.message.key for problem in readback.read(asked, REFERENCE, file).problems] == ["readback.picture_outside"]


def test_marks_of_an_automatic_list_are_told_and_the_text_can_be_taken(asked: Desk, tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        line = run("Beaten there.")
        return xml.replace(f"</w:pPr>{line}", f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="2"/></w:numPr></w:pPr>{run("Beaten.")}')

    file = edited(written(asked, tmp_path), lambda xml: edit(re.sub(r"<w:bookmark[^>]*>", "", xml)))
    found = readback.read(asked, REFERENCE, file)
    assert [(problem.field, problem.message.key) for problem in found.problems] == [("facts", "readback.listed")]
    assert [one.field for one in found.fields] == ["facts"]


def test_a_field_in_which_two_texts_stand_is_settled_first(asked: Desk, olena: Desk, tmp_path: Path) -> None:
    send(asked, olena, "request")
    editing.change(asked, REFERENCE, {"facts": "Held in a barn."})
    editing.change(olena, REFERENCE, {"facts": "Held in a house."})
    send(olena, asked, "answer")
    file = written(asked, tmp_path)
    assert readback.read(asked, REFERENCE, file).problems == ()
    found = readback.read(asked, REFERENCE, edited(file, lambda xml: xml.replace("Held in a", "Kept in a")))
    assert [(problem.field, problem.message.key) for problem in found.problems] == [("facts", "readback.unsettled")]
    assert found.fields == ()


@pytest.mark.parametrize(
    ("ours", "theirs", "key"),
    [
        (["a", "a"], ["a", "b"], ""),
        (["a", "a"], ["b", "b"], ""),
        (["a", "a"], ["b", "c"], "readback.differing"),
        (["a", "a"], ["b"], "readback.missing"),
        (["Re: a"], ["Re: b"], "readback.partial"),
        ([], ["b"], "readback.partial"),
    ],
)
def test_a_field_that_stands_in_several_places_or_otherwise_than_it_is_kept(ours: list[str], theirs: list[str], key: str) -> None:
    record = sample.request(costs="a")
    differences, problems = readback._compared(
        record, *({"costs": [Stretch("costs", [text]) for text in those]} for those in (ours, theirs))
    )
    assert [problem.message.key for problem in problems] == ([key] if key else [])
    assert [(one.before, one.after) for one in differences] == ([] if key else [("a", "b")])


def test_words_marked_as_no_field_are_told_and_shown(asked: Desk, tmp_path: Path) -> None:
    found = readback.read(
        asked, REFERENCE, edited(written(asked, tmp_path), lambda xml: xml.replace('<w:tag w:val="facts"/>', '<w:tag w:val="fax"/>'))
    )
    assert [str(problem.message) for problem in found.problems if not problem.field]
    assert "fax" in str(found.problems[-1].message)


def test_a_control_cut_short_to_its_first_paragraph_is_read_by_its_bookmark(asked: Desk, tmp_path: Path) -> None:
    """As LibreOffice writes what was one control over several paragraphs."""

    def edit(xml: str) -> str:
        begin, end = controls(xml, "facts")
        inner = xml[xml.index("<w:sdtContent>", begin) + len("<w:sdtContent>") : xml.rindex("</w:sdtContent>", begin, end)]
        short = f'<w:sdt><w:sdtPr><w:tag w:val="facts"/></w:sdtPr><w:sdtContent>{run("Held in the mill.")}</w:sdtContent></w:sdt>'
        return xml[:begin] + inner.replace(run("Held in the mill."), short) + xml[end:]

    found = readback.read(asked, REFERENCE, edited(written(asked, tmp_path), edit))
    assert (found.fields, found.others, found.problems) == ((), (), ())


def test_an_emptied_field_is_proposed_as_empty(asked: Desk, tmp_path: Path) -> None:
    def edit(xml: str) -> str:
        begin, end = controls(xml, "costs")
        text = f"<w:p>{run('Click or tap here to enter text.')}</w:p>"
        properties = '<w:sdtPr><w:tag w:val="costs"/><w:showingPlcHdr/></w:sdtPr>'
        return f"{xml[:begin]}<w:sdt>{properties}<w:sdtContent>{text}</w:sdtContent></w:sdt>{xml[end:]}"

    found = readback.read(asked, REFERENCE, edited(written(asked, tmp_path), edit))
    [difference] = found.fields
    assert (difference.field, difference.after) == ("costs", None)
    readback.accept(asked, found, ["costs"])
    assert value(asked, "costs") is None


def test_nothing_is_taken_once_the_request_is_past_final_or_has_changed(asked: Desk, tmp_path: Path) -> None:
    file = edited(written(asked, tmp_path), lambda xml: xml.replace("Beaten there.", "Beaten."))
    found = readback.read(asked, REFERENCE, file)
    editing.change(asked, REFERENCE, {"facts": "Other."})
    with pytest.raises(Refused, match="changed since"):
        readback.accept(asked, found, ["facts"])
    life.move(asked, REFERENCE, "withdrawn", {})
    with pytest.raises(Refused, match="is final, or past it"):
        readback.accept(asked, readback.read(asked, REFERENCE, file), ["facts"])


def test_another_letter_and_what_is_no_letter_are_refused(asked: Desk, tmp_path: Path) -> None:
    editing.add(asked, "request", [{"reference": "JIT-SR/2026/0140"}])
    with pytest.raises(Refused, match="another request"):
        readback.read(asked, "JIT-SR/2026/0140", written(asked, tmp_path))
    letters.write(asked, "JIT-SR/2026/0140", tmp_path / "longer.docx")
    with pytest.raises(Refused, match="another request"):
        readback.read(asked, REFERENCE, tmp_path / "longer.docx")
    bare = edited(tmp_path / "letter.docx", lambda xml: xml.replace("<w:tag ", "<w:alias ").replace("_field_", "other_"))
    with pytest.raises(Refused, match="not a letter that JITDesk wrote"):
        readback.read(asked, REFERENCE, bare)


@pytest.mark.needs("soffice")
def test_a_letter_that_libreoffice_wrote_anew_says_the_same(asked: Desk, tmp_path: Path) -> None:
    editing.change(asked, REFERENCE, {"facts": "Held & <beaten>.\nاحتُجز الشاهد\n🙂 four\tmore\nlines", "costs": "One."})
    file = written(asked, tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "out"), str(file)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    found = readback.read(asked, REFERENCE, tmp_path / "out" / "letter.docx")
    assert (found.fields, found.others, found.problems) == ((), (), ())
    edited(tmp_path / "out" / "letter.docx", lambda xml: xml.replace("lines</w:t>", "lines here</w:t>").replace(">One.<", ">Two.<"))
    found = readback.read(asked, REFERENCE, tmp_path / "out" / "letter.docx")
    assert {one.field: one.after for one in found.fields} == {
        "facts": "Held & <beaten>.\nاحتُجز الشاهد\n🙂 four\tmore\nlines here",
        "costs": "Two.",
    }


def test_a_letter_on_a_letterhead_is_read_back_too(asked: Desk, tmp_path: Path) -> None:
    (tmp_path / "paper.docx").write_bytes(letterheads.plain())
    letters.write(asked, REFERENCE, tmp_path / "letter.docx", letterhead=tmp_path / "paper.docx")
    found = readback.read(asked, REFERENCE, tmp_path / "letter.docx")
    assert (found.fields, found.problems) == ((), ())
    assert {other.after for other in found.others} == {letterheads.NAME, letterheads.ADDRESS}
    (tmp_path / "paper.docx").write_bytes(b"no letterhead")
    with pytest.raises(Refused, match="not a Word document"):
        letters.write(asked, REFERENCE, tmp_path / "second.docx", letterhead=tmp_path / "paper.docx")
    assert not (tmp_path / "second.docx").exists()


def typed(desk: Desk, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What the terminal prints for `jitdesk readback` at a desk that is open already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Terminal, "desk", lambda self, folder: nullcontext(desk))
        program.commands.main(["readback", str(desk.folder), REFERENCE, *arguments], standalone_mode=False, obj=lambda _: 0)
    return capsys.readouterr().out


def test_the_terminal_shows_the_differences_and_takes_those_that_are_named(
    asked: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = edited(
        written(asked, tmp_path),
        lambda xml: xml.replace("Beaten there.", "Beaten.").replace("<w:sectPr", f"<w:p>{run('P.S.')}</w:p><w:sectPr"),
    )
    lines = typed(asked, capsys, str(file)).splitlines()
    assert lines[0] == "facts:"
    assert "  - Beaten there." in lines
    assert "  + Beaten." in lines
    assert lines[-2:] == ["outside the fields:", "  + P.S."]
    assert value(asked, "facts") == FACTS
    plain = json.loads(typed(asked, capsys, str(file), "--json"))
    assert [one["field"] for one in plain["fields"]] == ["facts"]
    assert plain["others"] == [{"where": "body", "before": "", "after": "P.S."}]
    with pytest.raises(click.UsageError):
        typed(asked, capsys, str(file), "--all", "--accept", "facts")
    assert "1 field changed." in typed(asked, capsys, str(file), "--accept", "facts")
    assert value(asked, "facts") == "Held in the mill.\n\nBeaten."
    assert "facts" not in typed(asked, capsys, str(file), "--all")
