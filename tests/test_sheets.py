"""Are the sheets right on paper, for every name, and whole on the disk?"""

import io
import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pypdf import PdfReader

from autograder.__main__ import main
from autograder.coursedir import folders
from autograder.questions import bank
from autograder.questions.item import Option
from autograder.questions.sheets import classlist, command, individual, markdown, mathematics, typeset
from autograder.questions.sheets.classlist import ClassListError, Student
from autograder.questions.sheets.seed import PATH, SeedError, seed
from autograder.questions.sheets.selection import on_paper
from tests.support.sample_items import items

TITLE = "A2 Building LeNet"
HOSTILE = [
    'O\'Brien "Bob", Jr.',
    '#panic("injected") $x$ *bold* _em_ @ref <label> // no comment',
    "<script>alert(1)</script> & ]]> {braces} \\backslash `raw`",
    "عمر الخيام",
    "Łukasz Żółć-Ñandú",
    '"]; #eval("1+1") [',
    "=cmd|'/c calc'!A1",
]

# ---- formulas and texts ----


@pytest.mark.parametrize(
    ("latex", "typst", "plain"),
    [
        (r"\frac{28 \times 28}{2}", "frac(28 times 28, 2)", "(28 × 28)/2"),
        (r"x_i^{10}", "attach(x, b: i, t: 10)", "x_i¹⁰"),
        (r"5^2 \le n", "attach(5, t: 2) lt.eq n", "5² ≤ n"),
        (r"x^10", "attach(x, t: 1) 0", "x¹0"),
        (r"\sum_{i=1}^{n} w_i \cdot x_i", None, "∑_(i = 1)ⁿ w_i ⋅ x_i"),
        (r"-\log p_{\text{true}}", '- op("log") attach(p, b: op("true"))', "− log p_true"),
        (r"f'(x) \approx 0.95", r"attach(f, t: prime) \( x \) approx 0.95", "f′(x) ≈ 0.95"),
        (r"1{,}000 \%", r'"1,000" \%', "1,000%"),
        (r"\max(0, x)", None, "max(0, x)"),
        (r"\left\lfloor \frac{n}{s} \right\rfloor + 1", "lr(floor.l frac(n, s) floor.r) + 1", "⌊n/s⌋ + 1"),
        (r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}", 'mat(delim: "(", 1, 2; 3, 4)', "[1, 2; 3, 4]"),
        (r"\text{\"#panic() \\}", None, None),
    ],
)
def test_formulas_are_set(latex, typst, plain):
    if typst is not None:
        assert mathematics.typst(latex) == typst
    if plain is not None:
        assert mathematics.plain(latex) == plain


def formula_page(source: str) -> bytes:
    data = typeset.document(
        "key", "Key", "T", [replace(items()[0], text=f"Is ${source}$?")], "a4", typeset.Pictures()
    )
    return typeset.compile_document(data, typeset.Pictures())


def test_every_symbol_is_a_name_that_typst_knows():
    every = " ".join(f"\\{name}" for name in mathematics.SYMBOLS)
    every += " " + " ".join(f"a\\{name} b" for name in mathematics.SPACES)
    assert formula_page(
        every + r" \hat{a} \bar{a} \mathbf{A} \mathbb{R} \sqrt[3]{x} \binom{n}{k} \overline{x} \|x\|"
    )


@pytest.mark.parametrize(
    ("latex", "word"),
    [
        (r"\unknown{x}", r"`\unknown` is not known"),
        (r"#panic()", "`#` has no meaning"),
        (r"x^", "ends too early"),
        (r"{a", "`}` belongs"),
        (r"a}", "found `}`"),
        (r"a^b^c", "two `^` in a row"),
        (r"\left( a", r"`\right` belongs"),
        (r"\begin{align}a\end{align}", "environment `align`"),
        (r"a & b", "found `&`"),
    ],
)
def test_a_formula_that_is_not_known_is_refused_by_name(latex, word):
    with pytest.raises(mathematics.MathError, match=re.escape(word)):
        mathematics.typst(latex)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(some.text(some.sampled_from("ab1 ^_{}\\'\"#$%&()[]|,;/*`~.\n") | some.characters(), max_size=30))
def test_no_formula_becomes_code(source):
    try:
        shown = mathematics.typst(source)
    except mathematics.MathError:
        return
    strings = re.sub(r'"(?:[^"\\]|\\.)*"', "", shown)  # quoted texts are data
    bare = re.sub(r"\\.", "", strings, flags=re.DOTALL)  # so are escaped letters
    assert not re.search(r"[#$@`\"]", bare.replace("limits: #true", "").replace("delim: #none", ""))
    assert "//" not in bare and "/*" not in bare


def test_a_question_that_cannot_be_set_is_named():
    item = replace(items()[0], options=(Option(r"$\nope$", True),))
    with pytest.raises(mathematics.MathError, match=r"question A1\.Q1: .*\\nope"):
        typeset.question(item, 1, typeset.Pictures())
    with pytest.raises(markdown.TextError, match=r"question A1\.Q1: .*'lost.png'; it has none"):
        typeset.question(replace(items()[0], text="![a](lost.png)"), 1, typeset.Pictures())


def test_html_shows_what_stands_there_and_no_more():
    text = "*a* <script>alert(1)</script> $x < y$ [b](javascript:alert(1)) ![c](d.png)"
    shown = markdown.html(text, markdown.delimited, lambda name: f"pictures/{name}")
    assert shown == (
        "<p><em>a</em> &lt;script&gt;alert(1)&lt;/script&gt; \\(x &lt; y\\) [b](javascript:alert(1)) "
        '<img src="pictures/d.png" alt="c" /></p>'
    )
    assert markdown.plain("**a** $5 \\times 5$\n\n- `b`") == "a 5 × 5 b"


# ---- pages ----


def pdf(kind: str, paper: str = "a4", sample=None) -> PdfReader:
    pictures = typeset.Pictures()
    data = typeset.document(kind, command.PRINTED[kind], TITLE, sample or items(), paper, pictures)
    return PdfReader(io.BytesIO(typeset.compile_document(data, pictures)))


def words(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(reader: PdfReader) -> list[dict]:
    """All structure elements, in reading order."""
    found = []

    def walk(node) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                walk(each)
        elif isinstance(node, dict) and "/S" in node:
            found.append(node)
            walk(node.get("/K", []))

    walk(reader.root_object["/StructTreeRoot"]["/K"])
    return found


@pytest.mark.parametrize("kind", list(command.PRINTED))
def test_pdfs_can_be_read_aloud(kind):
    reader = pdf(kind)
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"{TITLE} · {command.PRINTED[kind]}"
    assert re.search(r"pdfuaid:part[=>\"]+1", root["/Metadata"].get_data().decode())
    elements = tags(reader)
    figures = [each for each in elements if each["/S"] == "/Figure" and "/Alt" in each]
    assert [each["/Alt"] for each in figures] == ["A confusion matrix of three digits"]
    headings = [each["/S"] for each in elements if re.fullmatch(r"/H\d", each["/S"])]
    assert headings[0] == "/H1"
    assert headings.count("/H2") == (len(items()) if kind != "rubric" else 2)
    formulas = [each.get("/Alt") for each in elements if each["/S"] == "/Formula"]
    assert all(formulas)
    if kind != "rubric":
        assert "n = k ⋅ (w ⋅ h ⋅ c + 1), n/k ≈ 26" in formulas


@pytest.mark.parametrize(("paper", "size"), [("a4", (595, 842)), ("letter", (612, 792))])
def test_pages_have_the_size_and_number_that_they_tell(paper, size):
    reader = pdf("sheet", paper)
    for number, page in enumerate(reader.pages, 1):
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size
        assert f"page {number} of {len(reader.pages)}" in page.extract_text()


def test_a_sheet_asks_and_does_not_tell():
    text = words(pdf("sheet"))
    for item in items():
        assert item.id in text
        assert f"/ {item.points:g}" in text
        assert all(option.reason not in text for option in item.options if option.reason)
        assert all(mistake.reason not in text for mistake in item.mistakes)
        assert all(line.text not in text for line in item.rubric)
    for asked in (
        "Choose one answer",
        "Choose every right answer",
        "weights",
        "doubles the size",
        "1, the first, to 4",
    ):
        assert asked in text
    assert "520" not in text
    assert "#panic()" in text and "<b>bold</b>" in text  # shown, not run


def test_a_key_tells_and_a_rubric_gives_points():
    key = words(pdf("key"))
    for told in (
        "520 weights",
        "519.5 to 520.5",
        "the accuracy",
        "Dividing by a float makes floats",
        "6 twos are read",
    ):
        assert told in key
    rubric = words(pdf("rubric"))
    for told in ("names 1 and 2", "reads rows as the truth", "0 and 1", "All chosen earns nothing"):
        assert told in rubric


def test_a_question_stays_on_one_page():
    reader = pdf("sheet", sample=[replace(item, id=f"A1.Q{n}") for n, item in enumerate(items() * 4, 1)])
    pages = [page.extract_text() for page in reader.pages]
    for text in pages:
        asked = len(re.findall(r"A1\.Q\d+", text))
        assert asked == len(re.findall(r"^/ \d$", text, re.MULTILINE))  # its points
    texts = re.findall(r"Which two are mixed up", " ".join(pages))
    assert len(texts) == 4


def test_a_long_question_goes_on_and_loses_nothing():
    paragraphs = "\n\n".join(f"Paragraph number {n} of a long story. " + "word " * 60 for n in range(40))
    text = words(pdf("sheet", sample=[replace(items()[0], text=paragraphs)]))
    assert all(f"Paragraph number {n} of" in text for n in range(40))
    assert "Nothing;" in text


# ---- class lists ----


def listed(tmp_path: Path, content: str | bytes) -> list[Student]:
    path = tmp_path / "class.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return classlist.read(path)


@pytest.mark.parametrize(
    "content",
    [
        "id,name\ns1,Ada\ns2,Bob\n",
        "\ufeffid,name\r\ns1,Ada\r\ns2,Bob\r\n",
        "id;name\ns1;Ada\ns2;Bob",
        "Name\tID\temail\nAda\ts1\ta@b\nBob\ts2\t",
        '\n"id", "name"\n s1 ,Ada\n,,\n\n"s2","Bob"\n',
        # what `students` takes: nbgrader's columns, exports of Canvas, Moodle and Brightspace
        "id,first_name,last_name,email,lms_user_id\ns1,Ada,,a@x.org,11\ns2,Bob,,,\n",
        'Student,ID,SIS Login ID\n"    Points Possible",,\nAda,11,s1\nBob,12,s2\n"Student, Test",9,\n',
        "First name;Last name;ID number;Email address\nAda;;s1;a@x.org\nBob;;s2;b@x.org\n",
        "OrgDefinedId,Username,Last Name,First Name\n#70,#s1,,Ada\n#71,#s2,,Bob\n",
    ],
)
def test_class_lists_of_all_sorts(tmp_path, content):
    assert listed(tmp_path, content) == [Student("s1", "Ada"), Student("s2", "Bob")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "its first line is ''"),
        ("number,name\n1,Ada\n", "its first line is 'number,name', expected column names with id and name"),
        ("id,id,name\n1,2,Ada\n", "two columns are named id"),
        ("id,name\n", "no students"),
        ("id,name\ns1,Ada\ns1,Bob\n", "line 3: the id 's1' stands in line 2, too"),
        ("id,name\ns1,Ada\n,Bob\ns3,\n", "line 3: the id is missing"),
        ("id,name\ns3,\n", "line 2: the name is missing"),
        ("id,name\ns1,Doe, Jane\n", "line 2: 3 fields, expected 2"),
        ('id,name\ns1,"Doe\n', "line 2: unexpected end of data"),
        ("id,name\ns1,Jos\u00e9\n".encode("latin-1"), "is not UTF-8 (byte 14)"),
    ],
)
def test_a_class_list_that_cannot_be_used_says_where(tmp_path, content, words):
    with pytest.raises(ClassListError, match=re.escape(words)):
        listed(tmp_path, content)


def test_all_mistakes_of_a_class_list_are_told_at_once(tmp_path):
    with pytest.raises(ClassListError) as caught:
        listed(tmp_path, "id,name\ns1,Ada\ns1,Bob\n,Cy\n")
    assert len(str(caught.value).splitlines()) == 2


def test_marks_that_turn_the_text_around_are_left_out(tmp_path):
    (student,) = listed(tmp_path, "id,name\ns1,Ada\u202e ecalevoL\u0007\u200b\n")
    assert student.name == "Ada ecalevoL"


# ---- sheets of students ----


@pytest.fixture(scope="module")
def course(tmp_path_factory) -> Path:
    """A course with a bank of four questions in two lessons."""
    root = tmp_path_factory.mktemp("course")
    (root / "solutions").mkdir()
    for lesson, name in (("a1_preprocess", "A1"), ("a2_build", "A2")):
        (root / "solutions" / f"{lesson}.py").write_text(f"# %% [markdown]\n# # {name} A title\n")
        (root / "solutions" / f"{lesson}.questions.yaml").write_text(
            f"""
- id: {name}.Q1
  kind: number
  points: 2
  difficulty: 2
  concept: multiplication
  parameters:
    n: [{", ".join(map(str, range(2, 40)))}]
  text: What is seven times {{n}} divided by seven, $7 \\cdot {{n}} / 7$?
  number: "{{n}}"
  answer: It is {{n}}, the one that is seven times as small.
- id: {name}.Q2
  kind: one
  points: 1
  difficulty: 1
  concept: colours
  text: What is the sky?
  options:
    - text: blue
      right: true
    - text: green
      reason: That is another thing.
    - text: red
      reason: That is another thing.
    - text: grey
      reason: That is another thing.
"""
        )
    return root


def students(count: int) -> list[Student]:
    return [Student(f"s{n}", HOSTILE[n % len(HOSTILE)]) for n in range(count)]


def made(course: Path, count: int, secret: bytes = b"s" * 32) -> dict[tuple[str, str], PdfReader]:
    kept: dict = {}
    done = []
    entries = bank.load(course).values()
    individual.sheets(
        {
            lesson: (name, [entry for entry in entries if entry.lesson == lesson])
            for lesson, name in (("a1_preprocess", "A1 A title"), ("a2_build", "A2 A title"))
        },
        students(count),
        secret,
        "a4",
        lambda lesson, kind, content: kept.update({(lesson, kind): PdfReader(io.BytesIO(content))}),
        done.append,
    )
    assert sum(done) == 2 * count
    return kept


@pytest.fixture(scope="module")
def small(course) -> dict[tuple[str, str], PdfReader]:
    return made(course, len(HOSTILE))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def test_every_student_gets_her_pages_under_her_name(small):
    reader = small["a1_preprocess", "class-sheets"]
    written = [page.extract_text() for page in reader.pages if page.extract_text().strip()]
    assert len(written) == 2 * len(HOSTILE)
    for n, name in enumerate(HOSTILE):
        cover, sheet = written[2 * n : 2 * n + 2]
        assert "page 1 of 2" in cover and "page 2 of 2" in sheet
        for page in (cover, sheet):
            assert f"s{n}" in page
            if name.isascii():  # pypdf gives right-to-left text in the order of the page
                assert squeezed(name) in squeezed(page)
        assert "What is the sky?" in sheet and "What is the sky?" not in cover


def test_numbers_differ_and_the_key_knows_them(small):
    for lesson in ("a1_preprocess", "a2_build"):
        sheets = [page.extract_text() for page in small[lesson, "class-sheets"].pages]
        asked = [int(n) for n in re.findall(r"What is seven times (\d+) divided", " ".join(sheets))]
        key = words(small[lesson, "class-key"])
        answers = [int(n) for n in re.findall(r"Q1 (\d+) 2", key)]
        assert answers == asked
        assert len(set(asked)) > 3
        letters = re.findall(r"Q2 ([A-D]) 1", key)
        assert len(letters) == len(HOSTILE)
        for page, letter in zip([text for text in sheets if "sky" in text], letters, strict=True):
            assert re.search(rf"{letter}\.\s*blue", page)


def test_a_class_of_one_part_can_be_read_aloud(small):
    reader = small["a1_preprocess", "class-sheets"]
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert reader.root_object["/Lang"] == "en"


def test_the_same_secret_gives_the_same_sheets_and_another_one_others(course, small):
    again = made(course, len(HOSTILE))
    other = made(course, len(HOSTILE), b"t" * 32)
    key = ("a2_build", "class-key")
    assert words(again[key]) == words(small[key])
    assert words(other[key]) != words(small[key])


def test_a_class_of_several_parts_is_whole_and_in_order(course, monkeypatch):
    monkeypatch.setattr(individual, "PART", 1)
    monkeypatch.setattr(individual, "PARTS_OF_A_WORKER", 2)  # several generations of workers
    reader = made(course, 8)["a2_build", "class-sheets"]
    texts = [page.extract_text() for page in reader.pages]
    starts = [number for number, text in enumerate(texts) if "page 1 of 2" in text]
    assert len(starts) == 8
    assert all(start % 2 == 0 for start in starts)  # each on a sheet of paper of its own
    assert [re.search(r"\bs(\d)\b", texts[start]).group(1) for start in starts] == list("01234567")
    assert reader.metadata.title == "A2 A title · Question sheet"


def test_letters_that_no_font_has_are_shown_as_boxes():
    assert typeset.showable("Ada Ω") == "Ada Ω"
    assert typeset.showable("A\U0001fb93\U000e0101 z").startswith("A□")
    assert typeset.showable("10\u1dca") == "1□"  # a letter and its accent
    data = typeset.document("classkey", "Key", TITLE, [], "a4", typeset.Pictures())
    data["students"] = [{"id": "s1", "name": typeset.showable("A\U0001fb93"), "questions": []}]
    assert typeset.compile_document(data, typeset.Pictures())


@settings(max_examples=25, deadline=None, derandomize=True)
@given(some.text(min_size=1, max_size=40))
def test_no_name_breaks_or_becomes_code(name):
    shown = typeset.showable(classlist._clean(name))
    data = typeset.document("classkey", "Key", TITLE, [], "a4", typeset.Pictures())
    data["students"] = [{"id": "s1", "name": shown, "questions": []}]
    assert typeset.compile_document(data, typeset.Pictures()).startswith(b"%PDF")


# ---- the secret ----


def test_the_secret_is_made_once_and_for_its_owner(tmp_path):
    first = seed(tmp_path)
    assert len(first) == 32
    assert stat.S_IMODE((tmp_path / PATH).stat().st_mode) == 0o600
    assert seed(tmp_path) == first
    assert [path.name for path in (tmp_path / PATH).parent.iterdir()] == [PATH.name]


@pytest.mark.parametrize("content", ["", "abc", "zz" * 32, "00" * 31])
def test_a_damaged_secret_is_never_replaced(tmp_path, content):
    seed(tmp_path)
    (tmp_path / PATH).write_text(content)
    with pytest.raises(SeedError, match="expected 64 hexadecimal digits"):
        seed(tmp_path)
    assert (tmp_path / PATH).read_text() == content


def test_git_does_not_look_at_the_secret():
    assert f"{folders.WORK}/" in (folders.PROJECT / ".gitignore").read_text().splitlines()


# ---- the command ----

POOLS = ("canvas-pools.zip", "moodle-pools.xml")  # where a lesson has questions with variants
COMMON = tuple(sorted((*POOLS, "canvas.zip", "gift.txt", "key.pdf", "moodle.xml", "rubric.pdf", "sheet.pdf")))


def test_all_files_are_written(course, tmp_path):
    paths = command.write(course, tmp_path / "new" / "out")
    assert [path.name for path in paths] == [
        f"{lesson}-{end}" for lesson in ("a1_preprocess", "a2_build") for end in COMMON
    ]
    assert sorted(path.name for path in (tmp_path / "new" / "out").iterdir()) == [path.name for path in paths]


def test_one_lesson_and_a_class_from_the_command_line(course, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(folders, "PROJECT", course)
    (tmp_path / "class.csv").write_text("id;name\ns1;Ada [bold]\n")
    out = tmp_path / "out"
    arguments = ["sheets", "--output", str(out), "--lesson", "a2_build", "--paper", "letter"]
    assert main([*arguments, "--class-list", str(tmp_path / "class.csv")]) == 0
    expected = sorted(f"a2_build-{end}" for end in (*COMMON, "class-key.pdf", "class-sheets.pdf"))
    assert sorted(path.name for path in out.iterdir()) == expected
    assert [Path(line).name for line in capsys.readouterr().out.split()] == expected
    assert round(PdfReader(out / "a2_build-class-sheets.pdf").pages[0].mediabox.width) == 612


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lesson", "a9"], "there is no lesson 'a9'; there are a1_preprocess, a2_build"),
        (["--class-list", "missing.csv"], "there is no class list missing.csv"),
        (["--class-list", "."], "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line_and_writes_nothing(
    course, tmp_path, monkeypatch, capsys, arguments, words
):
    monkeypatch.setattr(folders, "PROJECT", course)
    monkeypatch.chdir(tmp_path)
    assert main(["sheets", "--output", str(tmp_path / "out"), *arguments]) == 1
    assert words in " ".join(capsys.readouterr().err.split())
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("output", ["file", "file/below", "/proc/sheets"])
def test_a_folder_that_cannot_be_written_is_told(course, tmp_path, output):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(command.OutputError, match="cannot be written to"):
        command.write(course, tmp_path / output)
    assert (tmp_path / "file").read_text() == "mine"


def test_a_folder_without_room_is_told_and_what_lies_there_stays(course, tmp_path, monkeypatch):
    command.write(course, tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    write_bytes = Path.write_bytes

    def fails(path, content):
        if path.name == "a1_preprocess-gift.txt":
            raise OSError(28, "No space left on device")
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", fails)
    with pytest.raises(command.OutputError, match="No space left on device"):
        command.write(course, tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_what_fails_while_a_sheet_is_made_is_not_blamed_on_the_folder(course, tmp_path, monkeypatch, capsys):
    output = tmp_path / "sheets"
    command.write(course, output)
    before = {path.name: path.read_bytes() for path in output.iterdir()}

    def fails(*_):
        raise PermissionError(13, "Permission denied", "solutions/digit.png")

    monkeypatch.setattr(command, "gift", fails)
    with pytest.raises(PermissionError, match="digit.png"):
        command.write(course, output)
    assert {path.name: path.read_bytes() for path in output.iterdir()} == before
    monkeypatch.chdir(course)
    assert main(["sheets", "--output", str(output)]) == 1
    message = capsys.readouterr().err
    assert "solutions/digit.png: Permission denied" in message
    assert str(output) not in message


@pytest.mark.slow
def test_every_question_of_the_project_can_be_given_out(tmp_path):
    paths = command.write(folders.PROJECT, tmp_path)
    lessons = {entry.lesson for entry in bank.load(folders.PROJECT).values()}
    everywhere = {f"{lesson}-{end}" for lesson in lessons for end in COMMON if end not in POOLS}
    with_variants = ("a1_preprocess", "a2_build", "a3_train")
    assert {path.name for path in paths} == everywhere | {
        f"{each}-{end}" for each in with_variants for end in POOLS
    }
    for path in tmp_path.glob("*-sheet.pdf"):
        text = words(PdfReader(path))
        lesson = path.name.removesuffix("-sheet.pdf")
        asked = [each for each in bank.load(folders.PROJECT).values() if each.lesson == lesson]
        assert [each.id for each in asked if each.id in text] == [each.id for each in on_paper(asked)]


def test_pictures_are_no_higher_than_they_need_be():
    pictured = items()[-1]
    wide = replace(pictured, pictures=(replace(pictured.pictures[0], width=40.0),))
    for item, width in ((pictured, 7.0), (wide, 6.5 * 4 / 3)):  # the figure is 4 wide and 3 high
        (node,) = (
            each for each in typeset.question(item, 1, typeset.Pictures())["text"] if each["is"] == "picture"
        )
        assert node["width"] == pytest.approx(width)


def test_the_data_of_a_document_is_plain():
    data = typeset.document("sheet", "Question sheet", TITLE, items(), "a4", typeset.Pictures())
    assert json.loads(json.dumps(data)) == data
