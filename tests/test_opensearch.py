"""The engine of a cluster beside counting by hand and the embedded engine; the contract of all engines is in test_engines."""

import contextlib
import json
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from made_up import analysis, article, put, queries
from test_evaluation import Oracle
from test_frame import article as framed
from test_frame import shape

import indexer
from indexer import Article
from indexer.engines.opensearch import OpenSearchEngine, cluster, schema, search
from indexer.engines.opensearch.address import address as address_of
from indexer.engines.whoosh import WhooshEngine
from indexer.errors import IndexBusy, IndexDamaged, IndexerError, IndexMissing, NotAnIndex, Retracted
from indexer.query import parse
from indexer.watch import concerns

pytestmark = pytest.mark.slow
QUERIES = 1_000
READ = cluster.READ  # before the fixture of a busy machine changes it


def plain(query, relatives=False):
    """Return a query without relatives, and of words near each other the first two: what a cluster finds exactly."""

    def phrases(several):
        heads = {} if relatives else {"heads": ()}
        return tuple(
            replace(p, words=tuple(w._replace(**heads) for w in p.words[: 2 if p.near else None])) for p in several
        )

    def clauses(several):
        return tuple(replace(c, phrases=phrases(c.phrases), others=phrases(c.others)) for c in several)

    parts = {name: clauses(getattr(query, name)) for name in ("wanted", "helping", "unwanted")}
    return replace(query, **parts)


@pytest.fixture
def engine(address):
    """The engine of a cluster over made-up words, empty."""
    opened = OpenSearchEngine(address, analysis)
    yield opened
    opened.close()


def test_random_queries_find_what_counting_by_hand_finds(engine, tmp_path):
    """Sets, totals, what is missing, marks, facets and orders by date."""
    rng, there, other = random.Random(9), {}, WhooshEngine(tmp_path / "engine", analysis)
    for _ in range(4):
        batch = {a.id: a for a in (article(rng, f"{rng.randrange(150)}") for _ in range(50))}
        gone = set(rng.sample(sorted(there), len(there) // 9)) - batch.keys()
        for one in (engine, other):
            put(one, *batch.values(), delete=gone)
        there = {id: a for id, a in there.items() if id not in gone} | batch
    oracle, hits = Oracle(there), 0
    for number, query in enumerate(map(plain, queries(rng, QUERIES))):
        about = f"query {number}: {query}"
        sort = rng.choice(("newest", "oldest"))
        groups = oracle.search(query, sort)
        ids = [id for found in groups for id in oracle.order(found, sort, query.wanted)]
        held = {id: hit for found in groups for id, hit in found.items()}
        full = [id for id, (_, missing, _) in held.items() if not missing]
        start, size = rng.choice(((0, 1_000), (rng.randrange(40), rng.randint(1, 20))))
        found = engine.search(query, sort, start, size)
        assert (found.total, found.partial) == (len(full), len(held) - len(full)), about
        assert [row.article.id for row in found.rows] == ids[start : start + size], about
        for row in found.rows:
            id = row.article.id
            assert (row.article, row.missing, row.otherwise) == (oracle.articles[id], *held[id][1:]), about
            assert row.marks == {f: oracle.marks(id, f, query, bool(row.otherwise)) for f in ("title", "text")}, about
        theirs = other.search(query, sort, start, size)
        assert (found.facets, found.covered) == (theirs.facets, theirs.covered), about
        wanted = oracle.facets(full or held)
        for kind in ("source", "author"):
            assert {name.casefold(): count for name, count in found.facets[kind]} == wanted[kind], about
        assert dict(found.facets["language"]) == wanted["language"], about
        assert [found.facets[name] for name in ("year", "month")] == [wanted["year"], wanted["month"]], about
        hits += len(ids)
    other.close()
    print(f"cluster: {QUERIES} queries, {hits} hits, 0 wrong")
    assert hits > QUERIES


@pytest.fixture
def index(address):
    """An index in a cluster, empty."""
    with indexer.open(address) as opened:
        yield opened


def boxes(rng, articles):
    """Yield queries of words as they stand in articles: some, a phrase, alternatives, an exclusion, near ones, a beginning."""
    for one in articles:
        words = re.findall(r"\w+", one.text)
        at = rng.randrange(max(len(words) - 3, 1))
        run = words[at : at + rng.choice((1, 1, 1, 2, 2, 2, 3, 4))]
        ways = {'"{}"': " ", "{}": " OR ", "title:{}": " "}
        ways |= {"{} ": " -", " {}": " NEAR/3 "} if len(run) == 2 else {"{}*": " "}
        way, between = rng.choice([*ways.items(), *[("{}", " ")] * 12])
        yield way.format(between.join(run))


def test_of_real_news_the_ten_best_are_nearly_the_embedded_engines(real, index):
    real.copy_to(index)
    rng, shares = random.Random(5), []
    articles = rng.sample(sorted(real.engine.articles(), key=lambda one: one.id), 1_000)
    for number, box in enumerate(boxes(rng, articles)):
        query = plain(
            parse(box), relatives=number % 2
        )  # some articles are found by relatives alone: no two lists need be the same
        ours, theirs = (one.engine.search(query, "relevance", 0, 10) for one in (index, real))
        assert (ours.total, ours.facets) == (theirs.total, theirs.facets) or (number % 2 and not theirs.total), box
        assert ours.partial == theirs.partial or number % 2, box
        both = {row.article.id for row in ours.rows} & {row.article.id for row in theirs.rows}
        shares += [len(both) / len(theirs.rows)] if theirs.rows else []
    print(f"cluster: {len(shares)} queries on real news, {sum(shares) / len(shares):.3f} of the ten best alike")
    assert sum(shares) / len(shares) >= 0.95


@pytest.mark.parametrize("name", ["akorda_ood", "tengri_gold_v2"])
def test_judged_queries_find_as_well_as_in_the_embedded_index(name, cluster, shared):
    from bench.clustered import judged  # it needs the data beside the repository

    row = judged(cluster, name)
    print(f"cluster: {row}")
    assert abs(row["difference"]) <= 0.005


def test_a_synonym_ranks_as_in_the_embedded_index(index, tmp_path):
    texts = ["мұғалім мектеп"] * 5 + ["мұғалім тасқын", "ұстаз тасқын", "тасқын көпір", "оқу орны тасқын", "мұғалім"]
    texts += ["қыс келді"] * 30
    with indexer.open(tmp_path / "index") as other:
        for each in (index, other):
            add(each, [Article(text, id=f"{n}") for n, text in enumerate(texts)])
        for box in ("мұғалім тасқын", "мектептегі тасқын", "ұстазы тасқыны көпірі мектебі"):
            ours, theirs = ({hit.id: hit.score for hit in one.search(box)} for one in (index, other))
            assert ours == pytest.approx(theirs, rel=0.1), box  # BM25 over terms, and over places
            assert list(ours) == list(theirs), box


def rows(start, stop):
    """Return articles of a few words."""
    return [Article(f"Көпір {n} ашылды.", id=f"{n:05}", date="2024-05-01", source="Дала") for n in range(start, stop)]


def add(index, articles):
    """Add articles in one batch."""
    with index.batch():
        for one in articles:
            index.add(one)


def test_rows_behind_the_window_are_walked_to(index, monkeypatch):
    add(index, rows(0, 50))
    monkeypatch.setattr(search, "WINDOW", 10)
    hits = [hit.id for page in range(1, 8) for hit in index.search("көпір", sort="newest", page=page, size=7)]
    assert hits == [f"{n:05}" for n in range(49)]
    assert [hit.score > 0 for hit in index.search("көпір", page=5, size=4)] == [True] * 4


@pytest.mark.parametrize("id", ["а" * 300, "#1", "..", "_x", "a/b?c=1&d", "x y\n", "%", "."])
def test_an_article_may_have_any_id(index, id):
    index.add(Article("Көпір ашылды.", id=id))
    assert (index.article(id).id, [hit.id for hit in index.search("көпірге")]) == (id, [id])
    assert (index.delete(id), index.article(id), len(index)) == (True, None, 0)


def test_what_a_hostile_article_holds_is_found(index):
    long = "а" * 40_000
    index.add(Article(f"{long} | _ = < > көпір", id="1"))
    found = [index.search(text).total for text in (long, "көпір", "=көпір", '"көпір"', "| _")]
    assert found == [1, 1, 1, 1, 0]


def test_a_query_of_many_words_is_answered(index):
    index.add(Article("Көпір ашылды.", id="1"))
    words = " ".join(f"сөз{chr(1072 + n // 8)}{chr(1072 + n % 8)}лардың" for n in range(62))
    assert (index.search(f"көпір {words}").total, index.search(f"көпір {words}").partial) == (0, 1)
    assert index.search(" OR ".join(['"көп* ашыл* су*"'] * 9 + ["көпір"])).total == 1


def test_two_programs_may_write_and_a_retraction_holds_for_both(index, address):
    with indexer.open(address) as other:
        add(index, rows(0, 3))
        other.retract("00001", "сот шешімі")
        with pytest.raises(Retracted):
            index.add(rows(1, 2)[0])
        index.engine.write(indexer.engines.Changes(put={"00001": indexer.engines.Entry(rows(1, 2)[0], "")}))
        assert [hit.id for hit in other.search("көпір", sort="newest")] == ["00000", "00002"]
        other.lift("00001")
        index.add(rows(1, 2)[0])
        assert len(other) == 3


def texts(index, id):
    """Return number and text of each version."""
    return [(version.number, version.article.text) for version in index.versions(id)]


def test_what_an_article_was_stays_readable_until_it_goes(index, address):
    for text in ("Көпір ашылады.", "Көпір  ашылады.", "Көпір ашылды.", "Көпір жабылды."):
        index.add(Article(text, id="1", title="Көпір"))
    kept = [(1, "Көпір  ашылады."), (2, "Көпір ашылды."), (3, "Көпір жабылды.")]
    assert (texts(index, "1"), {*index.replaced("1")}) == (kept, {1, 2})
    assert index.search("ашылды", match="exact").total == 0
    index.rebuild()
    with indexer.open(address) as other:
        assert texts(other, "1") == kept
        assert other.difference("1", 1).text
    index.delete("1")
    index.add(Article("Көпір салынды.", id="1", title="Көпір"))
    assert texts(index, "1") == [(1, "Көпір салынды.")]


def test_of_many_versions_the_first_and_the_latest_stay(index, monkeypatch):
    monkeypatch.setattr("indexer.engines.opensearch.versions.MOST", 3)
    for number in range(7):
        index.add(Article(f"Көпір {number}.", id="1", title="Көпір"))
    assert texts(index, "1") == [(1, "Көпір 0."), (5, "Көпір 4."), (6, "Көпір 5."), (7, "Көпір 6.")]


def test_a_retraction_takes_versions_out_and_keeps_out_what_the_article_was(index):
    before, after = (
        f"Көпір {what} деп хабарлады облыс әкімдігінің баспасөз қызметі. " * 3 for what in ("құлады", "тұр")
    )
    for text in (before, after):
        index.add(Article(text, id="1", title="Көпір"))
    for text in (before, "Басқа мақала."):
        index.add(Article(text, id="2", title="Көпір"))
    index.retract("1", "сот шешімі")
    assert (texts(index, "1"), texts(index, "2")) == ([], [(1, "Басқа мақала.")])
    with pytest.raises(Retracted):
        index.add(Article(before, id="3", title="Көпір"))
    index.lift("1")
    index.add(Article(before, id="3", title="Көпір"))


def test_what_is_compacted_is_gone_from_the_disk(index):
    add(index, rows(0, 40))
    index.add(Article("Көпір жаңадан салынды.", id="00003"))
    for id in ("00003", "00005"):
        index.delete(id)
    ask, both = index.engine.cluster.ask, f"{index.engine.name},{index.engine.former.index}"
    assert ask("GET", f"{both}/_stats/docs")["_all"]["primaries"]["docs"]["deleted"] > 1
    index.compact()
    assert ask("GET", f"{both}/_stats/docs")["_all"]["total"]["docs"]["deleted"] == 0
    assert (len(index), index.versions("00003")) == (38, [])


def test_lines_that_a_source_repeats_are_kept_and_neither_searched_nor_shown(index):
    for number in range(5):  # they wait for a rebuild
        index.add(Article(**framed(number)))
    add(index, [Article(**framed(number)) for number in range(5, 30)])
    index.add(Article(**framed(30)))
    assert shape(index)[:3] == [5, 5, 31]
    index.rebuild()
    assert shape(index)[:3] == [0, 0, 31]
    assert index.article("Дала-3").text == framed(3)["text"]
    for hit in index.search("теңгеге", size=40):
        assert {hit.snippet.text[start:stop] for start, stop in hit.snippet.spans} == {"теңгеге"}
        assert not any(word in hit.snippet.text for word in ("Басты", "Телеграм"))


def test_an_update_twice_is_an_update_once(index, corpus):
    folder = corpus({"a.jsonl": [{"id": str(n), "text": f"Мектеп {n}."} for n in range(20)], "b/c.txt": "Көпір."})
    for expected in ((21, 0, 0, 0), (0, 0, 0, 21)):
        report = index.update(folder)
        assert (report.added, report.updated, report.removed, report.unchanged) == expected
    assert concerns(folder / "a.jsonl", folder, index.home)  # or `izde watch` would see nothing
    (folder / "b/c.txt").unlink()
    assert index.update(folder).removed == 1
    assert index.verify() == [] or "yellow" in index.verify()[0]


def test_a_rebuild_makes_the_terms_of_another_analysis_again(index, address, monkeypatch):
    add(index, rows(0, 3))
    monkeypatch.setattr("indexer.engines.opensearch.schema.made_by", lambda: "another")
    monkeypatch.setattr("indexer.engines.opensearch.made_by", lambda: "another")
    with indexer.open(address) as other:
        with pytest.raises(IndexDamaged, match="made by another version: run `izde rebuild`"):
            other.search("көпір")
        other.rebuild()
        assert (other.search("көпірге").total, len(other)) == (3, 3)


def failing(what, error, message):
    """Hold what something raises against an error."""
    with pytest.raises(error, match=message):
        what()


def test_what_is_wrong_is_said_with_the_next_step(index, address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    first, name = address.split(",")[0].rstrip("/"), index.engine.name
    ask = index.engine.cluster.ask
    failing(
        lambda: indexer.open("http://127.0.0.1:1/articles"),
        IndexerError,
        "does not answer .*: start the cluster, or mend",
    )
    failing(
        lambda: indexer.open("http://127.0.0.1:1/"),
        IndexerError,
        "names no index of a cluster: write it as http://host:9200",
    )
    failing(
        lambda: indexer.open(f"{first.rpartition('/t')[0]}/none-here", create=False),
        IndexMissing,
        "run `izde update` first",
    )
    ask("PUT", f"{name}-0-other", {})
    other = f"http://{index.engine.address.nodes[0].removeprefix('http://')}/{name}-0-other"
    failing(lambda: indexer.open(other), NotAnIndex, "is an index of something else: name another one")
    ask("PUT", f"{name}/_settings", {"index.blocks.read_only_allow_delete": True})  # as a full disk does
    failing(lambda: add(index, rows(0, 1)), IndexerError, "a disk of .* is full .*: make room there, and try again")
    ask("PUT", f"{name}/_settings", {"index.blocks.read_only_allow_delete": None})
    ask("PUT", f"{name}/_settings", {"index.blocks.write": True})
    failing(lambda: add(index, rows(0, 1)), IndexBusy, "is closed to writers .*: is `izde rebuild` at work")
    ask("PUT", f"{name}/_settings", {"index.blocks.write": None})
    add(index, rows(0, 1))
    assert len(index) == 1


def made_by_hand(address, **settings):
    """Make an index that has the name and the mark of one of Izde's, and neither its fields nor the rest."""
    with indexer.open(address) as index:
        ask, name = index.engine.cluster.ask, index.engine.name
        ask("DELETE", f"{name}-000001")
        mappings = {"dynamic": "strict", "_meta": {"izde": schema.made_by()}}
        body = {"settings": {"number_of_replicas": 0, **settings}, "mappings": mappings, "aliases": {name: {}}}
        ask("PUT", f"{name}-000001", body, wait_for_active_shards="0")


def test_a_part_that_is_nowhere_and_other_fields_are_said_with_the_next_step(address, monkeypatch):
    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    made_by_hand(address)
    with indexer.open(address) as index:
        failing(
            lambda: add(index, rows(0, 1)), NotAnIndex, "has other fields than those of Izde .*: name another index"
        )
    made_by_hand(address, **{"index.routing.allocation.require._name": "nowhere"})
    with indexer.open(address) as index:
        failing(
            lambda: index.search("көпір"), IndexDamaged, "a part of .* is nowhere .*: start the nodes that are down"
        )
        assert [line for line in index.verify() if "is nowhere (red): start the nodes that are down" in line]


class Locked(BaseHTTPRequestHandler):
    """A cluster that lets nobody in."""

    def do_GET(self):
        """Answer any question."""
        self.send_response(401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


def test_a_wrong_password_is_said_with_the_next_step_and_is_not_shown():
    with ThreadingHTTPServer(("127.0.0.1", 0), Locked) as server:
        threading.Thread(target=server.serve_forever).start()
        where = f"http://reader:secret@127.0.0.1:{server.server_port}/articles"
        with pytest.raises(
            IndexerError, match="does not know this user and password: mend them in the address"
        ) as told:
            indexer.open(where)
        assert "secret" not in str(told.value)
        server.shutdown()


class Willing(Locked):
    """A cluster that answers anything."""

    def do_GET(self):
        """Answer any question."""
        self.send_response(200)
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"{}")


def test_a_node_that_is_silent_is_left_for_the_next(monkeypatch):
    monkeypatch.setattr(cluster, "READ", 0.5)
    monkeypatch.setattr(cluster, "PATIENCE", 0.1)  # less than a silent node is waited for
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadingHTTPServer(("127.0.0.1", 0), Willing) as server:
        threading.Thread(target=server.serve_forever).start()
        ports = silent.getsockname()[1], server.server_port
        there = cluster.Cluster(address_of("http://127.0.0.1:{},127.0.0.1:{}/articles".format(*ports)))
        assert there.ask("GET", "articles") == {}
        there.close()
        server.shutdown()


def test_a_search_that_a_leaving_node_broke_is_asked_again():
    left = {"type": "illegal_state_exception", "reason": "no node found for id: tv7bTYEFTZm8nqK0vgOgyA"}
    returned = {"type": "search_context_missing_exception", "reason": "No search context found for id [1]"}
    for status, error, again in ((500, left, True), (404, returned, True), (500, left | {"reason": "another"}, False)):
        said = {"error": {"root_cause": [error]}}
        assert cluster.passing(status, cluster.cause(said)[0]) is again


def test_nothing_is_asked_again_of_a_node_that_is_lost(monkeypatch):
    for name in ("READ", "CONNECT"):
        monkeypatch.setattr(cluster, name, 0.5)
    with contextlib.ExitStack() as held:
        silent = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]
        gone = held.enter_context(socket.socket())
        gone.bind(("127.0.0.1", 0))  # and nobody listens there
        server = held.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), Willing))
        threading.Thread(target=server.serve_forever).start()
        held.callback(server.shutdown)
        ports = [one.getsockname()[1] for one in (*silent, gone)] + [server.server_port]
        where = ",".join(f"127.0.0.1:{port}" for port in ports)
        there, asked = cluster.Cluster(address_of(f"http://{where}/articles")), []
        held.callback(there.close)
        tried = there.tried
        monkeypatch.setattr(there, "tried", lambda *question: asked.append(question[1]) or tried(*question))
        assert there.ask("GET", "articles") == {}
        assert [url.split("/")[2].rpartition(":")[2] for url in asked] == [str(ports[0]), str(ports[3])]


def test_what_is_read_in_parts_waits_for_the_only_node(monkeypatch):
    there = cluster.Cluster(address_of("http://127.0.0.1:9/articles"))
    shards = {"_shards": {"failed": 0}, "timed_out": False}
    pages = [shards | {"hits": {"hits": [{"_id": id, "sort": [id]} for id in ids]}} for ids in ("ab", "cd", "")]
    answers, asked = iter([{"pit_id": "1"}, pages[0], None, None, {"pit_id": "2"}, *pages[1:], {}]), []

    def tried(method, url, body):
        asked.append(json.loads(body or b"{}"))
        if (answer := next(answers)) is None:
            raise there.broken("connection refused")
        return 200, answer

    monkeypatch.setattr(there, "tried", tried)
    assert [hit["_id"] for hit in there.scan("articles", {}, step=2)] == ["a", "b", "c", "d"]
    assert (asked[5]["pit"]["id"], asked[5]["search_after"]) == ("2", ["b"])


def loading(address, first, said):
    """Add articles, ten a commit, and say after each commit what is acknowledged, until told to stop."""
    with indexer.open(address) as index:
        for start in range(first, first + 100_000, 10):
            if said.stop.is_set():
                return
            add(index, rows(start, start + 10))
            said.ids += [one.id for one in rows(start, start + 10)]


class Said:
    """What a writer has been told to be kept."""

    def __init__(self):
        self.stop, self.ids, self.errors = threading.Event(), [], []
        self.vain = []  # of each search what it was told in vain
        self.longest = 0.0


def working(what, *arguments):
    """Start a thread that notes its error; return it and what it says."""
    said = Said()

    def run():
        try:
            what(*arguments, said)
        except Exception as error:  # noqa: BLE001  # whatever it is, the test tells it
            said.errors.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread, said


def asking(address, said):
    """Search until told to stop; say what was found, how often at most one search had to ask again, and how long one took."""
    with indexer.open(address) as index:
        tried = index.engine.cluster.tried

        def counted(*question):
            try:
                status, answer = tried(*question)
            except Exception as error:
                said.vain[-1].append(str(error))
                raise
            worst = max(status, *(one.get("status", 200) for one in answer.get("responses", ())))
            said.vain[-1] += [str(answer)[:500]] if worst >= 400 else []
            return status, answer

        index.engine.cluster.tried = counted
        while not said.stop.is_set():
            said.vain.append([])
            begun = time.monotonic()
            said.ids.append(index.search("көпір").total)
            said.longest = max(said.longest, time.monotonic() - begun)
            time.sleep(0.05)


def ended(*pairs):
    """Stop threads; raise what any of them met."""
    for thread, said in pairs:
        said.stop.set()
        thread.join()
        assert said.errors == []


# How a node is lost, and for how many seconds each time: one that says nothing is missed by the others after 33.
LOSSES = {"killed": [2] * 5, "cut": [8, 45, 8, 45, 8], "frozen": [8] * 5, "restarted": [2] * 3}


@contextlib.contextmanager
def lost(node, how):
    """Take a node away: it is killed, behind a pulled cable, stopped, or told to end."""
    ends = {"killed": signal.SIGKILL, "restarted": signal.SIGTERM}
    if how == "cut":
        node.cable("down")
    elif how == "frozen":
        node.process.send_signal(signal.SIGSTOP)
    else:
        node.end(ends[how])
    yield
    if how == "cut":
        node.cable("up")
    elif how == "frozen":
        node.process.send_signal(signal.SIGCONT)
    else:
        node.start()


@pytest.mark.parametrize("how", LOSSES)
def test_a_node_that_is_lost_in_a_load_costs_no_article_and_no_search_more_than_one_try(nodes, how, monkeypatch):
    if how == "cut" and not nodes.cables:
        pytest.skip("no network of its own here: only root may pull a cable")
    monkeypatch.setattr(cluster, "READ", READ)
    address = nodes.address(f"lost-{how}") + "?shards=3&replicas=1"
    indexer.open(address).close()
    nodes.wait("green")
    writer, reader = working(loading, address, 0), working(asking, address)
    for turn, seconds in enumerate(LOSSES[how]):
        time.sleep(2)
        with lost(nodes.nodes[turn % 3], how):
            time.sleep(seconds)
        nodes.wait("green")
    ended(writer, reader)
    with indexer.open(address) as index:
        ids = {hit.id for page in range(1, 99) for hit in index.search("көпір", sort="newest", page=page, size=1_000)}
        gone = [id for id in writer[1].ids if id not in ids]
        again = max(reader[1].vain, key=len)
        print(
            f"cluster: {how}: {len(writer[1].ids)} articles, {len(gone)} lost; {len(reader[1].ids)} searches, 0 failed, "
            f"asked again at most {len(again)} times, {reader[1].longest:.1f} s at most"
        )
        assert (gone, len(index)) == ([], len(ids))
        assert len(again) <= 1, again


def test_what_is_read_in_parts_goes_on_behind_each_node_that_is_lost(nodes):
    with indexer.open(nodes.address("walked") + "?shards=3&replicas=1") as index:
        add(index, rows(0, 400))
        nodes.wait("green")
        ids = []
        for number, hit in enumerate(index.engine.cluster.scan("walked", {}, step=100)):
            ids.append(hit["_id"])
            if number % 100 == 50 and number < 300:  # its other parts are still to be read
                with lost(nodes.nodes[number // 100], "killed"):
                    time.sleep(2)
                nodes.wait("green")
        assert ids == [one.id for one in rows(0, 400)]


def test_a_rebuild_under_load_fails_no_search(nodes):
    address = nodes.address("rebuilt")
    with indexer.open(address) as index:
        add(index, rows(0, 2_000))
        reader = working(asking, address)
        for _ in range(3):
            index.rebuild()
        ended(reader)
        print(f"cluster: 3 rebuilds: {len(reader[1].ids)} searches, 0 failed")
        assert {*reader[1].ids} == {2_000}
        assert index.engine.cluster.ask("GET", "_alias/rebuilt").keys() == {"rebuilt-000004"}


def test_several_updates_of_different_folders_share_the_work(address, corpus):
    folder = corpus({f"{n}/a.jsonl": [{"text": f"Көпір {n} {m}."} for m in range(100)] for n in range(3)})
    command = [sys.executable, "-m", "indexer", "update", "--index", address]
    indexer.open(address).close()
    updates = [subprocess.Popen([*command, folder / str(n)], stdout=subprocess.PIPE, text=True) for n in range(3)]
    said = [update.communicate()[0] for update in updates]
    assert said == ["100 added, 0 updated, 0 removed, 0 unchanged, 0 failed\n"] * 3
    with indexer.open(address) as index:
        assert (len(index), index.search("көпірге").total) == (300, 300)
