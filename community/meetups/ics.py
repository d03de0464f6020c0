"""One event as a calendar file (RFC 5545): escaped, folded at 75 octets, ended by CRLF."""

from __future__ import annotations

from datetime import UTC, datetime

from community.meetups.models import Meetup

LONGEST = 75  # octets of a line, without its end
STAMP = "%Y%m%dT%H%M%SZ"


def escaped(text: str) -> str:
    """A TEXT value: backslash, semicolon and comma behind a backslash, line ends as \\n."""
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "\\n")):
        text = text.replace(mark, written)
    return text


def folded(line: str) -> str:
    """A long line as several, each after the first begun by a space; no character is cut in two."""
    pieces, piece, size = [], "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + letter, size + octets
    return "\r\n".join([*pieces, piece])


def calendar_of(meetup: Meetup, *, url: str, host: str) -> str:
    """The file a calendar reads. A later version of the same event replaces the earlier one, by UID and SEQUENCE."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hetang//Events//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{meetup.key}@{host}",
        f"DTSTAMP:{_stamp(meetup.updated_at)}",
        f"SEQUENCE:{meetup.version}",
        f"DTSTART:{_stamp(meetup.starts_at)}",
        f"DTEND:{_stamp(meetup.ends_at)}",
        f"SUMMARY:{escaped(meetup.title)}",
        *([f"DESCRIPTION:{escaped(_about(meetup))}"] if _about(meetup) else []),
        *([f"LOCATION:{escaped(meetup.place)}"] if meetup.place else []),
        f"URL:{url}",
        f"STATUS:{'CANCELLED' if meetup.called_off_at else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + "\r\n" for line in lines)


def _about(meetup: Meetup) -> str:
    return "\n".join(one for one in (meetup.about, meetup.link) if one)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(STAMP)
