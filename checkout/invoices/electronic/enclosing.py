"""Factur-X, which is ZUGFeRD: the invoice for machines inside the one for people."""

from __future__ import annotations

from django.utils.translation import gettext as _

from checkout.invoices.electronic.cii import cii
from checkout.invoices.electronic.rules import why_not_electronic
from checkout.invoices.models import Invoice
from shop.paper.sheet import Sheet

_FILE = "factur-x.xml"
_PROPERTIES = {
    "DocumentFileName": "name of the embedded XML invoice file",
    "DocumentType": "type of the document",
    "Version": "version of the XML schema",
    "ConformanceLevel": "conformance level of the embedded data",
}
_PROPERTY = """
            <rdf:li rdf:parseType="Resource">
              <pdfaProperty:name>{name}</pdfaProperty:name>
              <pdfaProperty:valueType>Text</pdfaProperty:valueType>
              <pdfaProperty:category>external</pdfaProperty:category>
              <pdfaProperty:description>{about}</pdfaProperty:description>
            </rdf:li>"""
_DESCRIBED = """
    <rdf:Description rdf:about=""
        xmlns:fx="urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#">
      <fx:DocumentType>INVOICE</fx:DocumentType>
      <fx:DocumentFileName>{file}</fx:DocumentFileName>
      <fx:Version>1.0</fx:Version>
      <fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
    </rdf:Description>
    <rdf:Description rdf:about=""
        xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
        xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
        xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
      <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
        <pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
        <pdfaSchema:namespaceURI>urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#</pdfaSchema:namespaceURI>
        <pdfaSchema:prefix>fx</pdfaSchema:prefix>
        <pdfaSchema:property><rdf:Seq>{properties}
        </rdf:Seq></pdfaSchema:property>
      </rdf:li></rdf:Bag></pdfaExtension:schemas>
    </rdf:Description>"""


def enclose_electronic(sheet: Sheet, invoice: Invoice) -> None:
    """Only where all that EN 16931 asks for is there."""
    if why_not_electronic(invoice):
        return
    sheet.enclose(
        _FILE, cii(invoice), mime_type="text/xml", about=_("The invoice for machines")
    )
    sheet.described.further = _DESCRIBED.format(
        file=_FILE,
        properties="".join(
            _PROPERTY.format(name=name, about=about)
            for name, about in _PROPERTIES.items()
        ),
    )
