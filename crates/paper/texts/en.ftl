# Our own words on the paper.

paper-attachments = Attachments
paper-blacked = Blacked out
paper-case-number = Case number
paper-contents = Contents
paper-date = Date
paper-date-pattern = [day padding:none] [month repr:long] [year]
paper-document = Document
paper-documents = Documents
paper-given-on = Given on
paper-given-to = Given to
paper-ground = Ground
paper-hidden-note = What is blacked out has been removed from this file. The ground is printed at each place.
paper-no-content = The document has no pages.
paper-number = No.
paper-page = Page
paper-page-image = The page is shown as a picture; its text has not been recognised.
paper-page-incomplete = A part of this page could not be shown. Ask for the page separately.
paper-page-withheld = This page is withheld.
paper-partly = In part
paper-shown = Given
paper-summary = In short
paper-whole = In full
paper-withheld = Withheld
paper-withheld-note = This document is withheld.
