"""Which files a document can become; the one place that knows all writers. They load matplotlib and a compiler, so only
when something is written."""

from __future__ import annotations

from dashboard.documents.model import Document
from geodata.errors import refuse

OFFICE = "application/vnd.openxmlformats-officedocument"
MIMETYPES = {
    "docx": f"{OFFICE}.wordprocessingml.document",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "pdf": "application/pdf",
}
LABELS = {"docx": "Text (DOCX)", "pptx": "Folien (PPTX)", "pdf": "PDF"}
DOCUMENTS = tuple(MIMETYPES)


def document_form(asked: str) -> str:
    """Raises ``GeodataError`` (``bad_report``) for an unknown ending."""
    if asked not in DOCUMENTS:
        known = ", ".join(DOCUMENTS)
        raise refuse("bad_report", details=f"die Endung „{asked[:20]}“ ist nicht bekannt; möglich sind {known}")
    return asked


def written(document: Document, form: str) -> bytes:
    """The whole file. Raises ``GeodataError`` (``bad_report``, ``output_not_written``)."""
    from dashboard.documents.docx import docx_file
    from dashboard.documents.pdf import pdf
    from dashboard.documents.pptx import pptx_file

    return {"docx": docx_file, "pptx": pptx_file, "pdf": pdf}[document_form(form)](document)
