# Sökning i allt på en gång
search = Sökning
search-cases = Hittade ärenden
search-for = Namn, nummer eller ord i en rubrik, anteckning eller handling
search-how = Sök allt som du får se
    .text = Skriv delar av ett namn med vilken skrift som helst, ett födelsedatum, numret på en handling eller ett ärende, eller ord i en rubrik, en anteckning eller namnet på en handling. Början av ett ord räcker. Det som hittas har alla ord.
search-none = Inget hittades
    .text = Försök med färre eller andra ord. Det som är skyddat hittas bara med hela ord, och bara av den som får se det.
search-more = Visa alla
search-on = Sök vidare
search-unfinished = Så många har de här orden att alla inte har gåtts igenom ännu. Lägg till ett ord eller sök vidare.
search-protected = Skyddad
search-document = Handling
search-note = Anteckning { $at }
look-casefile-search = Sökte
refusal-search-words-many = Sök med färre ord: högst { $max }.
subject-search = Ord
