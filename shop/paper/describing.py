"""What a PDF says of itself to machines (XMP), the same on every rendering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from xml.sax.saxutils import escape

_PACKET = """\
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about=""
        xmlns:dc="http://purl.org/dc/elements/1.1/"
        xmlns:xmp="http://ns.adobe.com/xap/1.0/"
        xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
        xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
      <pdfaid:part>3</pdfaid:part>
      <pdfaid:conformance>B</pdfaid:conformance>
      <dc:title>
        <rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt>
      </dc:title>
      <xmp:CreateDate>{made_at}</xmp:CreateDate>
      <xmp:ModifyDate>{made_at}</xmp:ModifyDate>
      <xmp:MetadataDate>{made_at}</xmp:MetadataDate>
    </rdf:Description>{further}
  </rdf:RDF>
</x:xmpmeta>"""


@dataclass(slots=True)
class Described:
    title: str
    made_at: datetime
    # further rdf:Description elements
    further: str = ""


def xmp(described: Described) -> str:
    return _PACKET.format(
        title=escape(described.title),
        made_at=described.made_at.isoformat(timespec="seconds"),
        further=described.further,
    )
