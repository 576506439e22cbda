"""Search that finds 直播 in 直播带货实操, alike on SQLite and PostgreSQL.

Both databases take a run of Han characters as one word. Here every Han character
is its own word when a page is indexed, and a run becomes a phrase when it is
searched: exact substring search, no dictionary. The one seam we change in
`modelsearch` is `ObjectIndexer.prepare_value`; a test guards it.
"""

import importlib
import re

from modelsearch.backends.database import SearchBackend as choose_backend
from modelsearch.query import And, Boost, Not, Or, Phrase, PlainText, SearchQuery

HAN = r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_one = re.compile(f"([{HAN}])")
_run = re.compile(rf"[{HAN}]+|[^\s{HAN}]+")


def segment(text: str) -> str:
    """`text` with spaces around every Han character."""
    return _one.sub(r" \1 ", text)


def to_query(query, operator=None):
    """A search query, or typed text, as one that matches segmented text; empty text gives ""."""
    if isinstance(query, PlainText):
        return to_query(query.query_string, query.operator) or query
    if isinstance(query, Phrase):
        return Phrase(" ".join(segment(query.query_string).split()))
    if isinstance(query, And | Or):
        return type(query)([to_query(part) for part in query.subqueries])
    if isinstance(query, Not):
        return Not(to_query(query.subquery))
    if isinstance(query, Boost):
        return Boost(to_query(query.subquery), query.boost)
    if isinstance(query, SearchQuery):
        return query
    words = [word for word in _run.findall(re.sub("[\"'\x00]", " ", query)) if re.search(r"\w", word)]
    parts = [Phrase(" ".join(word)) if _one.match(word) and len(word) > 1 else PlainText(word) for word in words]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return (Or if operator == "or" else And)(parts)


def _segmenting(indexer):
    plain = indexer.prepare_value

    def prepare_value(self, value):
        text = plain(self, value)
        return segment(text) if isinstance(text, str) else text

    return prepare_value


def SearchBackend(params):
    """Wagtail's way in: its database backend with both changes."""
    base = type(choose_backend(params))
    indexer = importlib.import_module(base.__module__).ObjectIndexer
    if not getattr(indexer, "segments_han", False):
        indexer.prepare_value = _segmenting(indexer)
        indexer.segments_han = True

    class Backend(base):
        def _search(self, query_compiler_class, query, model_or_queryset, **options):
            query = to_query(query, options.get("operator"))
            return super()._search(query_compiler_class, query, model_or_queryset, **options)

    return Backend(params)
