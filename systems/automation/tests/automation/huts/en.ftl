case-type-fishing-hut = Fishing hut
rule-set-hut-permit = Fishing hut
rule-set-automatic-hut = Fishing hut without an official
fact-source-swimming-school = Swimming school
