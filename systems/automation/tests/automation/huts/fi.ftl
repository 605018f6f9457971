case-type-fishing-hut = Kalamaja
rule-set-hut-permit = Kalamaja
rule-set-automatic-hut = Kalamaja ilman virkailijaa
fact-source-swimming-school = Uimakoulu
