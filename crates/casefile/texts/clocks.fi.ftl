# Määräajat: odotus, pidennys, hiljaisuus, läsnäolo.

waits-for-customer = Asiakas
waits-for-authority = Toinen viranomainen
waits-for-other = Joku muu
casefile-waits-for = Odottaa
casefile-waiting-because = { $whom }, { $since } alkaen: { $reason }
casefile-waiting-since = { $whom }, { $since } alkaen
casefile-next-action = Seuraava toimenpide
casefile-none = Ei ole
casefile-stop = Keskeytä
casefile-extend = Pidennä
casefile-deadlines = Määräajat
casefile-days-left = Päiviä jäljellä
casefile-days-ahead = { $days ->
        [0] Tänään tai aikaisemmin
        [one] Yhden päivän kuluessa
       *[other] { $days } päivän kuluessa
    }
casefile-undated = Ilman lakisääteistä päivää
casefile-idle = Ilman seuraavaa toimenpidettä
casefile-ownerless = Ilman käsittelijää
casefile-by-status = Avoimet asiat tilan mukaan
casefile-presence = Ketkä ovat täällä
task-quiet-case = Hiljainen asia: tee seuraava toimenpide
event-case-clock-extended = Määräaikaa pidennetty
look-casefile-deadlines = Katsoi määräaikoja
look-case-note-quiet = Ilmoitti asiasta, jossa ei tapahdu mitään
act-case-extend-clock = Pidennä määräaikaa
    .submit = Pidennä
    .done = Määräaikaa on pidennetty.
    .intro = Sääntö määrää, kuinka pitkälle määräaikaa voi pidentää.
case-extend-clock-length = Kuinka paljon
case-extend-clock-unit = Yksikkö
case-extend-clock-unit-calendar_days = Päiviä
case-extend-clock-unit-working_days = Arkipäiviä
case-extend-clock-unit-months = Kuukausia
case-extend-clock-reason = Syy
case-stop-clock-waits_for = Asia odottaa
case-stop-clock-waits_for-customer = Asiakas
case-stop-clock-waits_for-authority = Toinen viranomainen
case-stop-clock-waits_for-other = Joku muu
case-stop-clock-reason = Mitä odotetaan
refusal-waits-for-unknown = Kerro, ketä asia odottaa.
refusal-clock-no-extension = Tätä määräaikaa ei voi pidentää.
