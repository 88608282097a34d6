"""A question takes no longer than it may."""

import time

import pytest

import indexer
from indexer import Article, OutOfTime
from indexer.budget import END, budget, check
from webapp import create_app
from webapp.service import Service

HEAVY = " NEAR/50 ".join(["қа*"] * 64)  # the dearest query that fits into the box
ASKED = {
    "search": lambda index: index.search("мектеп су"),
    "long": lambda index: index.search("мектеп су жол қала бала"),
    "phrase": lambda index: index.search('"су тасқыны"'),
    "near": lambda index: index.search("мектеп NEAR/5 су"),
    "prefix": lambda index: index.search("мек*"),
    "misspelt": lambda index: index.search("мектпе"),
    "explained": lambda index: index.search("мектеп", explain=True),
    "count": lambda index: index.count("мектеп"),
    "ladder": lambda index: index.ladder("мектепп шіркеуу"),
    "suggest": lambda index: index.suggest("мек"),
    "concordance": lambda index: index.concordance("мектеп"),
    "tally": lambda index: index.tally(["мектеп"]),
    "export": lambda index: list(index.export("мектеп", "csv")),
    "read": lambda index: index.read("zh-2019-007", "мектеп"),
}


@pytest.mark.parametrize("name", ASKED)
def test_whatever_is_asked_ends_when_its_time_is_over(sample, name):
    with budget(60):
        ASKED[name](sample)
    with pytest.raises(OutOfTime, match="longer than it may"), budget(-1):
        ASKED[name](sample)
    ASKED[name](sample)  # and what was begun harms nothing that follows


def test_a_budget_within_another_gives_no_more_time():
    with budget(-1), budget(60), pytest.raises(OutOfTime):
        check()
    with budget(60):
        with pytest.raises(OutOfTime), budget(-1):
            check()
        check()
    assert END.get() is None


def test_a_list_has_longer_than_a_question(sample):
    client = create_app(sample, Service(seconds=-1)).test_client()
    answers = client.get("/?q=мектеп"), client.post("/batch", data={"names": "мектеп"})
    assert [answer.status_code for answer in answers] == [503, 200]


@pytest.fixture(scope="module")
def heavy(tmp_path_factory):
    """An archive whose articles are full of one beginning of words."""
    with indexer.open(tmp_path_factory.mktemp("heavy") / "index") as index:
        text = " ".join(["қала қар қазан қағаз қанат қайың"] * 50)
        with index.batch():
            for number in range(1_500):
                index.add(Article(text, id=str(number), title=f"Қала {number}"))
        yield index


def test_the_dearest_query_stops_in_time_and_others_are_answered(heavy):
    app = create_app(heavy)
    app.config["SECONDS"] = 0.3
    client = app.test_client()
    client.get("/?q=су")
    begun = time.process_time()  # a machine may have much else to do
    answer = client.get("/", query_string={"q": HEAVY})
    assert time.process_time() - begun < 1  # 2.3 without a limit
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "<h1>Іздеу тым ұзаққа созылды</h1>" in answer.text
    assert HEAVY[:20] in answer.text  # it stays in the box, to be changed
    app.config["SECONDS"] = 60
    assert client.get("/?q=қағаз").status_code == 200
