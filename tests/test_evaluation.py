"""Random queries against counting by hand over the raw terms: sets, totals, scores, orders, facets and marks."""

import datetime as dt
import math
import os
import random
import re
from bisect import bisect_right
from collections import Counter
from dataclasses import replace
from functools import cached_property
from itertools import zip_longest

import numpy as np
import pytest
from made_up import SOURCES, WORDS, analysis, article, fields, put, queries

from indexer.engines.whoosh import WhooshEngine, evaluation, grams, kept, merge, relatives, schema, sketches
from indexer.query import SENTENCE

QUERIES = int(os.environ.get("IZDE_QUERIES", "20000"))
SEEDS = 100
QUICK = 3  # of them run in the loop to work in


class Oracle:
    """What articles a query finds, by looking at each article."""

    def __init__(self, articles):
        self.articles = articles
        self.terms = {id: fields(a) for id, a in articles.items()}
        self.occurring = {}  # (id, field, "forms" or "stems") -> term -> its places
        for id, each in self.terms.items():
            for field, terms in each.items():
                for kind in ("forms", "stems"):
                    found = self.occurring[id, field, kind] = {}
                    for term, place in getattr(terms, kind):
                        found.setdefault(term, []).append(place)
        self.rarest = math.inf  # the weight of what counts as rarest
        self.average = {}
        for field in ("title", "text"):
            lengths = [n for id in articles if (n := self.length(id, field))]
            self.average[field] = sum(lengths) / len(lengths) if lengths else 1.0

    def length(self, id, field):
        """Return the length of a field."""
        return len(self.terms[id][field].spans)

    def bm25(self, field, frequencies):
        """Return id -> score for {id: frequency} by Lucene's BM25."""
        return self.weighed(field, frequencies, len(frequencies))

    def weighed(self, field, frequencies, n):
        """Return the scores of what counts as being in n articles, or in as many more as the rarest may be."""
        idf = min(self.idf(n), self.rarest)
        return {
            id: idf * tf / (tf + 1.2 * (0.25 + 0.75 * length / self.average[field])) if length else 0.0
            for id, tf in frequencies.items()
            if (length := self.length(id, field)) is not None
        }

    def idf(self, n):
        """Return the weight of what is in n articles."""
        return math.log(1 + (len(self.articles) - n + 0.5) / (n + 0.5))

    def term(self, field, kind, term, without):
        """Return the scores of a term where none of some forms stands."""
        found = {}
        for id in self.articles:
            gone = self.gone(id, field, without)
            if count := sum(place not in gone for place in self.occurring[id, field, kind].get(term, ())):
                found[id] = count
        return self.bm25(field, found)

    def gone(self, id, field, without):
        """Return where any of some forms stands."""
        return {place for form in without for place in self.occurring[id, field, "forms"].get(form, ())}

    def word(self, field, word):
        """Return the scores of a word."""
        stems = [self.term(field, "stems", stem, word.without) for stem in word.stems]
        scores = {id: max(found.get(id, 0.0) for found in stems) for found in stems for id in found}
        share = 0.3 if word.stems else 1.0
        form = self.prefix(field, word) if word.prefix else self.term(field, "forms", word.form, word.without)
        for id, score in form.items():
            scores[id] = scores.get(id, 0.0) + share * score
        return scores

    def prefix(self, field, word):
        """Return the scores of a prefix."""
        return self.bm25(field, {id: len(at) for id in self.articles if (at := self.places(id, field, word))})

    def places(self, id, field, word):
        """Return where a word stands."""
        return self.all_places(id, field, word) - self.gone(id, field, word.without)

    def all_places(self, id, field, word):
        """Return where a word stands, in forms that are left out too."""
        forms, stems = (self.occurring[id, field, kind] for kind in ("forms", "stems"))
        if word.prefix:
            return {place for form, places in forms.items() if form.startswith(word.form) for place in places}
        return set(forms.get(word.form, ())).union(*(stems.get(stem, ()) for stem in word.stems))

    def ways(self, id, field, phrase):
        """Return the places of each occurrence of a phrase; of words near each other, each place alone."""
        if phrase.near:
            return [[place] for place in sorted(set().union(*self.near(id, field, phrase)))]
        shifts = [sum(word.after for word in phrase.words[1 : n + 1]) for n in range(len(phrase.words))]
        places = [self.places(id, field, word) for word in phrase.words]
        return [
            [start + shift for shift in shifts]
            for start in sorted(places[0])
            if all(start + shift in found for shift, found in zip(shifts, places, strict=True))
        ]

    def near(self, id, field, phrase):
        """Return of each word the places that are in a chain of places from the first word to the last."""
        places = [self.places(id, field, word) for word in phrase.words]
        chains = [[place] for place in places[0]]
        for here in places[1:]:
            chains = [
                [*chain, p] for chain in chains for p in here if self.beside(id, field, chain[-1], p, phrase.near)
            ]
        return [set(column) for column in zip(*chains, strict=True)] or [set() for _ in places]

    def beside(self, id, field, one, other, near):
        """Whether two places are near each other, or in one sentence."""
        begins = self.terms[id][field].sentences
        together = bisect_right(begins, one) == bisect_right(begins, other)
        return one != other and (together if near == SENTENCE else abs(one - other) <= near)

    def phrase(self, phrase):
        """Return the scores of a phrase."""
        total = {}
        for field, weight in (("title", 0.6), ("text", 1.0)):
            if field == "text" and phrase.title_only:
                continue
            if len(phrase.words) == 1:
                found = self.word(field, phrase.words[0])
            elif phrase.near:
                found = {id: len(at) for id in self.articles if (at := self.near(id, field, phrase)[0])}
                found = self.bm25(field, found)
            else:
                found = {id: len(ways) for id in self.articles if (ways := self.ways(id, field, phrase))}
                found = self.bm25(field, found)
            for id, score in found.items():
                total[id] = total.get(id, 0.0) + weight * score
        return total

    def meant(self, clause):
        """Return the scores of the synonyms of a clause, none of which counts as rarer than the most frequent of its words."""
        counts = [n for phrase in clause.phrases for n in self.counts(phrase) if n]
        self.rarest = min(map(self.idf, counts), default=math.inf)
        found = self.clause(clause.synonyms)
        self.rarest = math.inf
        return found

    def counts(self, phrase):
        """Yield how many articles have a phrase, or each stem of a word, in each of its fields."""
        for field in ("title", "text")[: 1 if phrase.title_only else 2]:
            word = phrase.words[0]
            if phrase.near or len(phrase.words) > 1:
                here = self.near if phrase.near else self.ways
                yield sum(any(here(id, field, phrase)) for id in self.articles)
            else:
                yield from (len(self.term(field, "stems", stem, word.without)) for stem in word.stems)

    def clause(self, phrases):
        """Return the scores of alternatives."""
        best = {}
        for phrase in phrases:
            for id, score in self.phrase(phrase).items():
                best[id] = max(score, best.get(id, 0.0))
        return best

    def head(self, field, head):
        """Return the scores of all words that begin so, and in how many places of the table of terms they are."""
        found = Counter()
        count = 0
        for id in self.articles:
            for form, places in self.occurring[id, field, "forms"].items():
                if form.startswith(head):
                    found[id] += len(places)
                    count += 1
        return (self.weighed(field, found, count), count) if 0 < 2 * count <= len(self.articles) else ({}, 0)

    def relatives(self, query):
        """Return id -> what relatives add to its score, and the ids that they find."""
        total, met = Counter(), set()
        for clause in query.wanted:
            best = {}
            for phrase in clause.phrases:
                scores = Counter()
                for word in phrase.words:
                    for field, weight in (("title", 0.6), ("text", 1.0))[: 1 if phrase.title_only else 2]:
                        widest = True
                        for head in word.heads:
                            found, count = self.head(field, head)
                            for id, score in found.items():
                                scores[id] += 0.3 * weight * score
                            if count and len(phrase.words) == 1 and len(head) >= max(5, len(word.form) / 2) and widest:
                                met |= found.keys()
                                widest = False
                for id, score in scores.items():
                    best[id] = max(score, best.get(id, 0.0))
            total.update(best)
        return total, met

    def passes(self, id, f):
        """Whether an article is what the filters ask for."""
        a = self.articles[id]
        return (
            (not f.since or (a.date is not None and a.date >= f.since))
            and (not f.until or (a.date is not None and a.date <= f.until))
            and (f.dated is None or (a.date is not None) == f.dated)
            and (not f.sources or a.source.casefold() in f.sources)
            and (not f.languages or a.language in f.languages)
            and (not f.authors or a.author.casefold() in f.authors)
            and a.source.casefold() not in f.not_sources
            and a.language not in f.not_languages
            and a.author.casefold() not in f.not_authors
        )

    def search(self, query, sort):
        """Return id -> (score, missing clauses) of the articles with every clause, with some, and with relatives alone.

        In a long query those with some are ranked among those with all.
        """
        clauses = [self.clause(clause.phrases) for clause in query.wanted]
        others = [self.clause(clause.others) for clause in query.wanted]
        helping = [self.clause(clause.phrases) for clause in query.helping]
        refused = set().union(*(self.clause(clause.phrases) for clause in query.unwanted))
        complete, wide, partial = {}, {}, {}
        for id in self.articles:
            own = [id in clause for clause in clauses]
            has = [id in clause or id in other for clause, other in zip(clauses, others, strict=True)]
            if query.empty or id in refused or not self.passes(id, query.filters) or (has and not any(has)):
                continue
            scores = [c.get(id, 0.0) or 0.7 * other.get(id, 0.0) for c, other in zip(clauses, others, strict=True)]
            missing = tuple(n for n, one in enumerate(has) if not one)
            otherwise = tuple(n for n, (one, typed) in enumerate(zip(has, own, strict=True)) if one and not typed)
            (complete if all(own) else wide if all(has) else partial)[id] = scores, missing, otherwise
        few = len(complete) < evaluation.FEW
        synonyms = [self.meant(clause) if few else {} for clause in query.wanted]
        for found in (complete, wide, partial):
            for id, (scores, *about) in found.items():
                found[id] = self.added(id, synonyms, helping, scores), *about
        mixed = sort == "relevance" and query.long and few
        groups = ({**complete, **wide, **partial}, {}, {}) if mixed else (complete, wide, partial)
        closest = [{}] if query.empty or not few else self.widened(query, groups, refused, (synonyms, helping))
        if sort == "relevance" and grams.worthwhile(query, len(complete)):
            self.read(query, closest)
        return *groups, closest[-1]

    def added(self, id, synonyms, helping, scores=()):
        """Return the score of an article, given those of its clauses."""
        score = sum(max(clause.get(id, 0.0), one) for clause, one in zip_longest(synonyms, scores, fillvalue=0.0))
        return score + sum(0.5 * clause.get(id, 0.0) for clause in helping)

    def widened(self, query, groups, refused, adding):
        """Add what relatives tell of the best of some groups; return these best, and with them what relatives alone find."""
        more, met = self.relatives(query)
        kin = {}
        if not any(word.heads for c in query.wanted for p in c.phrases for word in p.words):
            return [kin]
        there = {id for found in groups for id in found}
        if len(there) < evaluation.FEW:
            others = met - there - refused
            others = {id: (more[id], ()) for id in others if self.passes(id, query.filters)}
            kin = {
                id: (self.added(id, *adding), tuple(range(len(query.wanted))), ())
                for id in leaders(others, evaluation.FEW - len(there))
            }
        most = relatives.LEADERS
        for found in (*groups, kin):
            best = leaders(found, most)
            most -= len(best)
            for id in best:
                found[id] = found[id][0] + more.get(id, 0.0), *found[id][1:]
        return [*groups, kin]

    def read(self, query, groups):
        """Add what the letters of the best articles of some groups tell."""
        wanted = Counter()
        for clause in query.wanted:
            words = {f" {word.form} " for phrase in clause.phrases for word in phrase.words if word.heads}
            if words:
                words |= {f" {word.stems[0]} " for phrase in clause.others for word in phrase.words if word.stems}
            wanted.update({word[n : n + 4] for word in words for n in range(len(word) - 3)})
        texts = {id: f" {a.title} {a.text} " for id, a in self.articles.items()}
        most = grams.CLOSEST
        for found in groups:
            best = leaders(found, most)
            most -= len(best)
            for run, times in wanted.items():
                often = {id: len(re.findall(f"(?={run})", texts[id])) for id in best}  # one space may end and begin
                there = sum(map(bool, often.values()))
                weight = 0.7 * times * math.log(1 + (len(best) - there + 0.5) / (there + 0.5))
                for id, tf in often.items():
                    length = self.length(id, "text") / self.average["text"]
                    found[id] = found[id][0] + weight * tf / (tf + 1.2 * (0.25 + 0.75 * length)), *found[id][1:]

    def order(self, found, sort, scored):
        """Return the ids in order."""
        latest = dt.date.max.toordinal()
        day = {id: a.date.toordinal() if a.date else 0 for id, a in self.articles.items()}
        if sort == "oldest":
            return sorted(found, key=lambda one: (day[one] or latest, one))
        if sort == "newest" or not scored:
            return sorted(found, key=lambda one: (-day[one], one))
        return sorted(found, key=lambda one: (-round(found[one][0], 9), -day[one], one))

    def facets(self, found):
        """Return the counts."""
        articles = [self.articles[id] for id in found]
        years = Counter(a.date.year if a.date else None for a in articles)
        months = Counter(a.date.isoformat()[:7] if a.date else None for a in articles)
        return {
            "source": Counter(a.source.casefold() for a in articles),
            "language": Counter(a.language for a in articles),
            "author": Counter(a.author.casefold() for a in articles),
            "year": sorted(years.items(), key=lambda pair: (pair[0] is None, pair[0] or 0)),
            "month": sorted(months.items(), key=lambda pair: (pair[0] is None, pair[0] or "")),
        }

    @cached_property
    def families(self):
        """Id -> the ids of its family in the order of publication: all pairs of texts are compared, and links followed."""
        ids = list(self.articles)
        texts = [[term for term, place in one_a_place(self.terms[id]["text"].forms)] for id in ids]
        words = sorted({word for text in texts for word in text})
        columns = [(words.index(w), n, place) for n, text in enumerate(texts) for place, w in enumerate(text)]
        stand = tuple(np.array(columns, np.uint32).reshape(-1, 3).T.copy())
        drawn = sketches.sketched(words, sketches.hashes([*map(str.encode, words)]), stand, len(ids))
        pairs = np.array([(one, other) for one in range(len(ids)) for other in range(one)], np.int64).reshape(-1, 2)
        pairs = pairs[sketches.numbers(drawn)[pairs].any(axis=2).all(axis=1)]
        family = {id: {id} for id in ids}
        words = np.array([*map(len, texts)])
        for one, other in pairs[sketches.alike(*drawn[pairs].T, words[pairs])].tolist() if len(pairs) else ():
            both = family[ids[one]] | family[ids[other]]
            family |= dict.fromkeys(both, both)
        return {id: sorted(found, key=lambda one: self.published(one, found)) for id, found in family.items()}

    def published(self, id, family):
        """Return what orders a family: the day, whether one is named as origin or names one, and when it came."""
        a = self.articles[id]
        named = a.source and plain(a.source) in {plain(self.articles[other].origin) for other in family}
        return a.date or dt.date.max, 0 if named else 1 + bool(a.origin), list(self.articles).index(id)

    def kin(self, id):
        """Return the first others of an article's family, how many it has, and whether one was before it."""
        family = self.families[id]
        return tuple(other for other in family if other != id)[:10], len(family), family[0] != id

    def behind(self, groups):
        """Return the ids that stand behind another of their family that matches better, or as well and is earlier."""
        hits = {id: (n == 3, *hit[1:]) for n, found in enumerate(groups) for id, hit in found.items()}
        quality = {id: (kin, bool(missing), bool(other)) for id, (kin, missing, other) in hits.items()}
        quality = {id: q if not q[1] else (*q[:2], False) for id, q in quality.items()}
        best = {id: min((o for o in self.families[id] if o in hits), key=lambda o: quality[o]) for id in hits}
        return {id for id in hits if best[id] != id}

    def marks(self, id, field, query, otherwise):
        """Return the spans of what is wanted, in the order in which it ends; in the other language if it is only there."""
        spans = self.terms[id][field].spans
        phrases = [phrase for clause in query.wanted for phrase in clause.phrases + otherwise * clause.others]
        ways = [(way[-1], n, way) for n, phrase in enumerate(phrases) for way in self.ways(id, field, phrase)]
        return tuple(spans[place] for _, _, way in sorted(ways) for place in way)


def copied(rng, a, others):
    """Return an article, or a reprint of another under its name: cut, with other words behind it."""
    if rng.random() < 0.7:
        return a
    words = rng.choice(others).text.split()
    words = words[: rng.choice((len(words), 1 + 3 * len(words) // 4))] + rng.choices(WORDS, k=rng.randint(0, 3))
    return replace(a, text=" ".join(words), origin=rng.choice((*SOURCES, "", "")))


def leaders(found, most):
    """Return the ids of the best so many, and of those that are as good."""
    scores = sorted((score for score, *_ in found.values()), reverse=True)
    limit = scores[most - 1] - 2e-9 if 0 < most < len(scores) else -1.0
    return [id for id, (score, *_) in found.items() if score >= limit] if most > 0 else []


def one_a_place(forms):
    """Return the first form of each place."""
    return [pair for n, pair in enumerate(forms) if not n or forms[n - 1][1] != pair[1]]


def plain(name):
    """Return the letters and digits of a name."""
    return "".join(filter(str.isalnum, name.casefold()))


def compare(engine, oracle, query, rng, about):
    """Hold one query against counting by hand; return how many articles it found."""
    sort = rng.choice(("relevance", "relevance", "newest", "oldest"))
    groups = oracle.search(query, sort)
    ids = [id for found in groups for id in oracle.order(found, sort, query.wanted)]
    hits = {id: hit for found in groups for id, hit in found.items()}
    full = [id for id, (_, missing, _) in hits.items() if not missing]
    start, size = rng.choice(((0, 1_000), (0, 5), (rng.randrange(40), rng.randint(1, 20))))
    fold = rng.random() < 0.5
    behind = oracle.behind(groups) if fold else set()
    ids = [id for id in ids if id not in behind]
    found = engine.search(query, sort, start, size, fold)
    assert (found.total, found.partial) == (len(full), len(hits) - len(full)), about
    assert found.folded == len(behind), about
    assert [row.article.id for row in found.rows] == ids[start : start + size], about
    for row in found.rows:
        id = row.article.id
        score, missing, otherwise = hits[id]
        assert row.article == oracle.articles[id], about
        assert row.score == pytest.approx(score, abs=1e-9), about
        assert (row.missing, row.otherwise) == (missing, otherwise), about
        assert (tuple(r.id for r in row.reprints), row.family, row.late) == (
            oracle.kin(id) if fold else ((), 1, False)
        ), about
        assert row.marks == {field: oracle.marks(id, field, query, bool(otherwise)) for field in ("title", "text")}, (
            about
        )
    wanted = oracle.facets(full or hits)
    for name in ("source", "author"):
        assert {one.casefold(): count for one, count in found.facets[name]} == wanted[name], about
    assert dict(found.facets["language"]) == wanted["language"], about
    assert [found.facets[name] for name in ("year", "month")] == [wanted["year"], wanted["month"]], about
    for name in ("source", "language", "author"):
        assert found.facets[name] == sorted(found.facets[name], key=lambda pair: (-pair[1], pair[0])), about
    return len(ids)


@pytest.mark.parametrize("seed", [pytest.param(n, marks=[pytest.mark.slow] * (n >= QUICK)) for n in range(SEEDS)])
def test_random_queries_find_what_counting_by_hand_finds(tmp_path, seed, monkeypatch):
    monkeypatch.setattr(merge, "doomed", lambda sizes, dead, new, **_: len(sizes) if len(sizes) < 5 else 3)
    monkeypatch.setattr(evaluation, "SPARSE", (16, 0, 10**9)[seed % 3])  # as it is; the words' documents alone; all
    monkeypatch.setattr(kept, "KEPT", (50, 10**6)[seed % 2])
    monkeypatch.setattr(schema, "BLOCK", (128, 2)[seed % 2])
    monkeypatch.setattr(relatives, "LEADERS", (100, 7)[seed % 2])
    monkeypatch.setattr(grams, "CLOSEST", (50, 5)[seed % 2])
    monkeypatch.setattr(evaluation, "FEW", (10, 0, 10**9)[seed % 3])
    monkeypatch.setattr(sketches, "SHORT", 20)  # articles are short here
    rng = random.Random(seed)
    engine, there = WhooshEngine(tmp_path / "engine", analysis), {}
    for _ in range(seed % 6 + 1):  # as many segments
        batch = {a.id: a for a in (article(rng, f"{rng.randrange(150)}") for _ in range(rng.randint(1, 50)))}
        batch = {id: copied(rng, a, [*there.values(), *batch.values()]) for id, a in batch.items()}
        gone = set(rng.sample(sorted(there), len(there) // 9)) - batch.keys()
        put(engine, *batch.values(), delete=gone)
        there = {id: a for id, a in there.items() if id not in gone and id not in batch} | batch
    oracle, hits = Oracle(there), 0
    count = -(-QUERIES // SEEDS)
    for number, query in enumerate(queries(rng, count)):
        hits += compare(engine, oracle, query, rng, f"seed {seed}, query {number}: {query}")
    segments = len(engine.terms.current().contents)
    engine.close()
    print(
        f"oracle: seed {seed}: {count} queries over {len(there)} articles in {segments} segments: {hits} hits, 0 wrong"
    )
    assert hits > count / 2  # one draw is of three articles


def test_nothing_is_found_in_an_empty_index(tmp_path):
    engine = WhooshEngine(tmp_path / "engine", analysis)
    for query in queries(random.Random(1), 50):
        found = engine.search(query, "relevance", 0, 9)
        assert (found.total, found.partial, found.rows) == (0, 0, [])
        assert found.facets == {"source": [], "language": [], "author": [], "year": [], "month": []}
    engine.close()


def test_of_many_equal_articles_the_first_ids_come_first(tmp_path):
    engine = WhooshEngine(tmp_path / "engine", analysis)
    rng = random.Random(4)
    same = article(rng, "x")
    names = [f"{n:03}" for n in range(200)]
    rng.shuffle(names)
    for n in range(0, 200, 40):
        put(
            engine, *(type(same)(same.text, id=name, title=same.title, date="2024-01-01") for name in names[n : n + 40])
        )
    for query in queries(random.Random(2), 40):
        for sort in ("relevance", "newest", "oldest"):
            found = engine.search(query, sort, 3, 9)
            assert [row.article.id for row in found.rows] in ([f"{n:03}" for n in range(3, 12)], [])
    engine.close()
