case-type-fishing-hut = Fiskestuga
rule-set-hut-permit = Fiskestuga
rule-set-automatic-hut = Fiskestuga utan handläggare
fact-source-swimming-school = Simskola
