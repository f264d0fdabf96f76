"""Results as rows of a table: one for each peer, and one for each case that says how far our languages lie apart."""

import statistics

SLOWEST_LANGUAGE = 1.25  # times the fastest


def peer_rows(results):
    """One row for each peer and limit."""
    return [row for result in results for row in map(lambda peer: peer_row(result, peer), result.peers)]


def peer_row(result, peer):
    case = result.case
    row = {
        "kernel": case.kernel, "type": case.type, "case": case.label, "size": case.size, "threads": case.threads,
        "peer": peer.name, "note": peer.note, "peer_size": peer.size, "limit": peer.limit,
        "peer_seconds": peer.median, "peer_seconds_min": min(peer.seconds), "peer_seconds_max": max(peer.seconds),
        "peer_seconds_shortest": peer.shortest,
        "peer_error": peer.error, "peer_agrees": peer.agrees,
        "variant": result.variant, "language": None, "our_seconds": None, "our_seconds_min": None,
        "our_seconds_max": None, "our_seconds_shortest": None, "our_error": None, "ratio": None, "ratio_of_shortest": None, "ratio_min": None, "ratio_max": None,
        "target": peer.target, "met": None, "error_no_larger": None, "bound": case.bound,
        "ratio_of_limit": next((peer.median / it.median for it in result.peers if it.limit), None),
        "gigabytes_per_second": case.bytes / peer.median / 1e9 if peer.limit and case.bytes else None,
    }  # fmt: skip
    if result.ours:
        ours, ratios = result.best, result.ratios(peer)
        row |= {
            "language": ours.name, "our_seconds": ours.median, "our_seconds_min": min(ours.seconds),
            "our_seconds_max": max(ours.seconds), "our_error": ours.error,
            "our_seconds_shortest": ours.shortest,
            "ratio_of_shortest": result.ratio_of_shortest(peer),
            "ratio": statistics.median(ratios), "ratio_min": min(ratios), "ratio_max": max(ratios),
        }  # fmt: skip
        if peer.target is not None:
            row["met"] = row["ratio"] >= peer.target
        if peer.error_is_compared:
            # An answer in double precision cannot be told to be better than its last bit.
            row["error_no_larger"] = ours.error <= max(peer.error, 2.0**-53)
    return row


def language_rows(results):
    """One row for each case: our fastest language and our slowest."""
    return [language_row(result) for result in results if result.ours]


def language_row(result):
    case, ours = result.case, result.ours
    slowest = [slow / fast for slow, fast in zip(ours[-1].seconds, ours[0].seconds)]
    spread = statistics.median(slowest)
    return {
        "kernel": case.kernel, "type": case.type, "case": case.label, "size": case.size, "threads": case.threads,
        "unit": case.unit, "variant": result.variant,
        "languages": [{"language": it.name, "seconds": it.median, "error": it.error, "agrees": it.agrees} for it in ours],
        "per_second": case.size / ours[0].median, "spread": spread, "target": SLOWEST_LANGUAGE,
        "met": spread <= SLOWEST_LANGUAGE,
    }  # fmt: skip


def disagreements(results):
    """A sentence for each wrong answer."""
    for result in results:
        for who, kind in [(result.peers, ""), (result.ours, "ffi-workbench in ")]:
            for it in who:
                if it.agrees is False:
                    yield f"{result.case.name}, {result.case.size:,}: {kind}{it.name} is wrong by {it.error:.1e}"
