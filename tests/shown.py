"""Reports and results in short, to be compared whole."""


def counts(report):
    """Return (added, updated, removed, unchanged, failed) of a report."""
    return report.added, report.updated, report.removed, report.unchanged, len(report.failed)


def ids(results):
    """Return the ids of the hits, in order."""
    return [hit.id for hit in results]
