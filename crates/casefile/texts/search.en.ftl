# Searching everything at once
search = Search
search-cases = Cases found
search-for = Name, number, or words of a headline, note or document
search-how = Find anything you may see
    .text = Type words of a name in any script, a birth date, the number of a document or a case, or words of a headline, a note or the name of a document. The beginning of a word is enough. What is found has all the words.
search-none = Nothing found
    .text = Try fewer or other words. What is under protection is found by whole words only, and by those who may see it.
search-more = Show all
search-on = Search on
search-unfinished = So many have these words that not all were looked at yet. Add a word, or search on.
search-protected = Protected
search-document = Document
search-note = Note of { $at }
look-casefile-search = Searched
refusal-search-words-many = Search for fewer words: { $max } at most.
subject-search = Words
