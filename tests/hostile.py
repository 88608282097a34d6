"""Two thousand files that are broken or mean harm, by a seed; and a run over them that notes what each of them costs.

`python tests/hostile.py FOLDER COUNT SEED` writes them, updates an index with them and prints what happened as JSON.
"""

import gzip
import io
import json
import multiprocessing
import os
import random
import re
import resource
import sys
import time
import zipfile
from pathlib import Path

import test_formats as good

import indexer
from indexer import sources

MB = 1_000_000
ENDINGS = (
    ".txt",
    ".jsonl",
    ".jsonl.gz",
    ".csv",
    ".tsv",
    ".html",
    ".docx",
    ".pdf",
    ".epub",
    ".warc",
    ".warc.gz",
    ".rss",
    ".zip",
    ".xml",
    "",
)


def wholes():
    """Return a good file of each format by its ending."""
    rows = "".join(json.dumps({"id": f"r{n}", "text": line}) + "\n" for n, line in enumerate(good.TEXT))
    return {
        ".txt": good.BODY.encode("kz1048"),
        ".jsonl": rows.encode(),
        ".jsonl.gz": gzip.compress(rows.encode()),
        ".csv": good.table(good.KK, ";", "utf-8-sig"),
        ".html": good.PAGE.encode(),
        ".docx": good.word_file(),
        ".pdf": good.pdf_file(),
        ".epub": good.book(),
        ".warc.gz": good.web_archive({f"https://dala.example/{n}": good.PAGE for n in range(3)}),
        ".rss": good.FEED.encode(),
        ".atom": good.ATOM.encode(),
        ".zip": good.zipped({"a.html": good.PAGE, "b.docx": good.word_file(), "c.txt": good.BODY}),
    }


def broken(dice, wholes):
    """Return (ending, content) of a good file that is cut, overwritten, doubled, misnamed, or no file at all but bytes."""
    ending, content = dice.choice(sorted(wholes.items()))
    place, length = dice.randrange(len(content)), dice.randrange(1, 200)
    way = dice.randrange(6)
    if way == 0:
        return dice.choice(ENDINGS), dice.randbytes(dice.choice((1, 100, 10_000, 300_000)))
    if way == 1:
        return ending, content[:place]
    if way == 2:
        return ending, content[:place] + dice.randbytes(length) + content[place + length :]
    if way == 3:
        changed = bytearray(content)
        for _ in range(length):
            changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
        return ending, bytes(changed)
    if way == 4:
        return ending, content[:place] + content[place:][:length] * 500 + content[place:]
    return dice.choice(ENDINGS), content


def bomb(name, size):
    """Return a ZIP file in which one file of zeros unpacks to so many bytes."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed, packed.open(name, "w", force_zip64=True) as stream:
        for _ in range(size // MB):
            stream.write(bytes(MB))
    return file.getvalue()


def laughs(kind):
    """Return XML with entities that would unfold to gigabytes."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "{"a" * 1_000}">{entities}]><{kind}><title>&l9;</title></{kind}>'


def overlapping(count):
    """Return a ZIP file of many entries for the same bytes."""
    plain = bomb("a.txt", 1 * MB)
    start = plain.index(b"PK\x01\x02")
    end = plain.index(b"PK\x05\x06")
    entry, tail = plain[start:end], bytearray(plain[end:])
    tail[8:12] = (count.to_bytes(2, "little")) * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return plain[:start] + entry * count + bytes(tail)


def loop():
    """Return a PDF file whose tree of pages leads back to itself."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 1000000>>endobj\n"
        b"trailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    )


def hostile():
    """Return {name: content} of files that mean harm."""
    page = "<html><body><article>{}</article></body></html>"
    feed = "<rss version='2.0'><channel><title>a</title>{}</channel></rss>"
    found = {
        **{f"nested {tag}.html": f"<{tag}>" * 10_000 + "Сөз." for tag in ("div", "b", "table", "p", "li", "font", "svg", "a")},
        "nested and closed.html": page.format("<div>" * 10_000 + "Сөз." + "</div>" * 10_000),
        "50 MB.html": page.format("<p>Ауылда мектеп ашылды.</p>" * (50 * MB // 46)),
        "19 MB.html": page.format("<p>Ауылда мектеп ашылды.</p>" * (19 * MB // 46)),
        "5 MB of tags.html": page.format("<b></b>" * (5 * MB // 7)),
        "5 MB of open tags.html": page.format("<b><i>" * (5 * MB // 6)),
        "attributes.html": page.format("<p " + " ".join(f"a{n}='b'" for n in range(300_000)) + ">Сөз.</p>"),
        "one attribute.html": page.format("<p class='" + "a " * 5 * MB + "'>Сөз.</p>"),
        "comments.html": "<!--" * 2 * MB + "Сөз.",
        "many comments.html": "<!---->" * 600 + "Сөз.",
        "brackets.html": "<" * 5 * MB,
        "metas.html": "<html><head>" + "<meta name='date' content='2024'>" * 100_000 + "</head><body><p>Сөз.</p></body></html>",
        "script.html": page.format("<script type='application/ld+json'>" + '{"datePublished' * 300_000 + "</script>"),
        "laughs.html": laughs("html"),
        "laughs.rss": laughs("rss"),
        "laughs.xml": laughs("feed"),
        "entries.rss": feed.format("<item><title>Сөз</title></item>" * 200_000),
        "nested.rss": feed.format("<item>" * 10_000),
        "description.rss": feed.format("<item><description>" + "&lt;b&gt;" * 500_000 + "</description></item>"),
        "loop.pdf": loop(),
        "zeros.pdf": b"%PDF-1.7\n" + bytes(10 * MB),
        "objects.pdf": b"%PDF-1.7\n" + b"1 0 obj<</A[" * 500_000,
        "bomb.zip": bomb("a.txt", 1_000 * MB),
        "bomb of pages.zip": bomb("a.html", 100 * MB),
        "bomb.docx": bomb("word/document.xml", 500 * MB),
        "bomb.epub": bomb("META-INF/container.xml", 500 * MB),
        "bomb in a bomb.zip": good.zipped({"inner.zip": bomb("a.txt", 200 * MB)}),
        "overlapping.zip": overlapping(60_000),
        "entries.zip": good.zipped({f"{n}.txt": "" for n in range(20_000)}),
        "laughs.zip": good.zipped({"a.rss": laughs("rss"), "b.html": good.PAGE}),
        "laughs.epub": good.zipped({"META-INF/container.xml": laughs("container")}),
        "laughs.docx": good.zipped({"word/document.xml": laughs("document"), "[Content_Types].xml": laughs("Types")}),
        "up.zip": good.zipped({"../../up.txt": "Сөз.", "/etc/up.txt": "Сөз.", "a\nb\x1b[31m.txt": "Сөз."}),
        "bomb.jsonl.gz": gzip.compress(bytes(300 * MB)),
        "lines.jsonl.gz": gzip.compress(b"\n" * 300 * MB),
        "bomb.warc.gz": gzip.compress(b"WARC/1.0\r\n" + b"a" * 300 * MB),
        "length.warc": b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99999999999\r\n\r\nHTTP/1.1 200 OK\r\n\r\n",
        "headers.warc": b"WARC/1.0\r\n" + b"A: b\r\n" * MB,
        "deep.jsonl": b"[" * 20 * MB,
        "values.jsonl": b'{"text": "a", "b": [' + b"{}," * 8 * MB + b"{}]}",
        "numbers.jsonl": b'{"text": "a", "b": ' + b"9" * 20 * MB + b"}",
        "blank.jsonl": b"\n" * 50 * MB,
        "quote.csv": 'text\n"' + "a\n" * 20 * MB,
        "cells.csv": "text" + "," * 20 * MB,
        "rows.csv": "text;date\n" + ";\n" * 2 * MB,
        "header.csv": "text," * 5 * MB,
        "strange.txt": "é\n" * (MB // 4),
        "questions.txt": "?а" * (MB // 4),
        "marks.txt": b"\xff\xfe" + b"\xd8\x00" * (MB // 4),
    }  # fmt: skip
    return {name: content.encode() if isinstance(content, str) else content for name, content in found.items()}


def write(folder, count, seed):
    """Write the files: those that mean harm, then broken ones until there are so many."""
    dice, whole = random.Random(seed), wholes()
    files = hostile()
    for number in range(count - len(files)):
        ending, content = broken(dice, whole)
        files[f"{number:04}{dice.choice((' ', chr(10), chr(27) + '[31m', 'ә', '.'))}x{ending}"] = content
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for name in ("pipe.txt", "pipe.html", "pipe.zip", "pipe"):
        os.mkfifo(folder / name)
    (folder / "out.txt").symlink_to("/etc/passwd")
    (folder / "out").symlink_to("/etc")
    (folder / "good.txt").write_text("Қарағандыда трамвай жолы салынды.")
    (folder / "good.html").write_text(good.PAGE)


def used(child):
    """Return (seconds of processor time, megabytes at most) of this process and of the one that reads."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, memory = time.process_time() + ended.ru_utime + ended.ru_stime, peak("self")
    if child.process:
        fields = Path(f"/proc/{child.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        memory = max(memory, peak(child.process.pid))
    return seconds, memory


def peak(process):
    """Return the megabytes that a process had in memory at most."""
    found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    return int(found.group(1)) // 1_000 if found else 0


def costed(costs):
    """Return a reader of files that notes what each of them costs, as (seconds of processor time, megabytes so far, name)."""
    read = sources.read

    def reader(file, root, name, child):
        before, _ = used(child)
        try:
            yield from read(file, root, name, child)
        finally:
            seconds, memory = used(child)
            costs.append((round(seconds - before, 2), memory, file.name))

    return reader


def main(folder, count, seed):
    """Write the files and print what they cost and what became of them."""
    corpus = Path(folder, "corpus")
    corpus.mkdir()
    maker = multiprocessing.get_context("spawn").Process(
        target=write, args=(corpus, count, seed)
    )  # its memory is not ours
    maker.start()
    maker.join()
    costs = []
    sources.read = costed(costs)
    with indexer.open(Path(folder, "index")) as index:
        report = index.update(corpus)
        entries = {str(path) for path in corpus.iterdir()}
        held = {str(Path(corpus, Path(name).name)) for name in index.engine.files()}
        found = [index.search(word).total for word in ("трамвай", "passwd", "root")]
    failed = {path for path, _ in report.failed}
    reasons = dict(reversed(report.failed))
    answer = {
        "files": len(entries),
        "lost": sorted(entries - failed - held),
        "held": len(held),
        "failed": len(failed),
        "dearest": sorted(costs, reverse=True)[:8],
        "memory": max(memory for _, memory, _ in costs),
        "found": found,
        "reasons": {Path(path).name: reason for path, reason in reasons.items() if not Path(path).name[:4].isdigit()},
    }
    print(json.dumps(answer, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
