"""The Finnish sentences of the gate and of the differences between versions. Nothing else in this layer is Finnish."""

FINDINGS = {
    "schema": "{path}, rivi {line}: {message}",
    "conflict": "{subject} on muuttunut julkaistussa versiossa luonnoksen jälkeen. Valitse, kumpi jää voimaan.",
    "nothing_changed": "Luonnoksessa ei ole muutoksia.",
    # Rakenne
    "intent_unknown": "Sääntö ”{subject}” odottaa tarvetta {of}, jota ei ole: sääntöön ei päästä koskaan.",
    "intent_without_examples": "Säännössä ”{subject}” on {of}, jolla ei ole esimerkkejä: sääntöön ei päästä koskaan.",
    "need_without_rule": "Tarpeella {subject} ei ole sääntöä: soittaja ei pääse eteenpäin.",
    "need_without_person": "Tarve {subject} päättyy Luurin sanoihin: soittaja ei pääse ihmiselle eikä soittopyyntöön.",
    "need_without_service": "Mikään palvelu ei hoida tarvetta {subject}.",
    "need_without_name": "Tarpeella {subject} ei ole suomenkielistä nimeä (nlu_data/names.yml).",
    "action_unknown": "Sääntö ”{subject}” kutsuu toimintoa {of}, jota ei ole.",
    "step_unreachable": "Sääntö ”{subject}” odottaa vaihetta {of}, johon mikään ei johda.",
    "step_dead_end": "Vaiheen {subject} jälkeen ei tapahdu mitään: soittaja jäisi yksin.",
    "form_dead_end": "Kun lomake {subject} päättyy, mitään ei tapahdu: soittaja jäisi yksin.",
    "person_unreachable": "Ihmistä pyytävä soittaja ei pääse ihmiselle: tarpeen human_agent sääntö puuttuu.",
    "danger_unreachable": "Vaarasta kertova soittaja jäisi ilman vastausta: {subject} puuttuu ({of}).",
    # Kehotteet
    "prompt_missing": "Kehotetta {subject} tarvitaan ({of}), mutta sitä ei ole.",
    "prompt_unreachable": "Kehotetta {subject} ei sano mikään.",
    "placeholder_unknown": "Kehotteessa {subject} on aukko {{{of}}}, jota Luuri ei osaa täyttää.",
    "prompt_too_long": "Kehote {subject} kestää {seconds} sekuntia; enintään {limit} sekuntia jaksaa kuunnella.",
    "greeting_incomplete": "Tervehdyksestä puuttuu: {of}.",
    # Aukiolo
    "need_with_nowhere_to_go": (
        "Tarpeella {subject} ei ole {of} mitään paikkaa: {service} ei vastaa eikä ota soittopyyntöjä."
    ),
    # Vaaran merkit
    "flag_missed": "Vaaran merkki jäisi huomaamatta: ”{subject}” ({of}).",
    "flag_only_suspected": "Vaaran merkkiin ei enää reagoitaisi heti, vaan vain kysyttäisiin: ”{subject}” ({of}).",
    "flag_softened": "Vaaran merkistä seuraisi vähemmän kuin nyt: ”{subject}” ({of}: {before} → {after}).",
    "flag_category_removed": "Vaaran merkkien ryhmä {subject} katoaisi kokonaan.",
    "flags_more": "Lisäksi {count} muuta vaaran ilmausta heikkenisi.",
    "needless_questions": (
        "Turhia vaarakysymyksiä kysyttäisiin useammin: {before} → {after} vaaratonta lausetta {of}."
    ),
}

CHANGES = {
    "prompt_changed": "Luuri sanoo toisin ({subject}): ennen ”{before}”, nyt ”{after}”",
    "prompt_added": "Luuri sanoo uutta ({subject}): ”{after}”",
    "prompt_removed": "Luuri ei enää sano ({subject}): ”{before}”",
    "examples": "Tarpeen {subject} esimerkit: {added} lisää, {removed} pois",
    "need_added": "Uusi tarve {subject}, {added} esimerkkiä",
    "need_removed": "Tarve {subject} poistuu",
    "hours_changed": "{subject}, {day}: ennen {before}, nyt {after}",
    "service_added": "Uusi palvelu: {subject}",
    "service_removed": "Palvelu poistuu: {subject}",
    "service_takes": "{subject} hoitaa nyt myös: {needs}",
    "service_leaves": "{subject} ei enää hoida: {needs}",
    "questions_changed": "Kysymykset, {subject}: ennen {before}, nyt {after}",
    "intake_changed": "Esitietojen kysymysten määrittelyt muuttuvat",
    "service_changed": "{subject}, {field}: ennen {before}, nyt {after}",
    "directory_changed": "Palveluhakemisto, {field}: ennen {before}, nyt {after}",
    "question_changed": "Varmistuskysymys ({subject}): ennen ”{before}”, nyt ”{after}”",
    "flag_rules": "Vaaran merkit, {subject}: sääntöjä lisää {added}, pois {removed}",
    "flag_field": "Vaaran merkit, {subject}, {field}: ennen {before}, nyt {after}",
    "flag_added": "Uusi vaaran merkkien ryhmä: {subject}",
    "flag_removed": "Vaaran merkkien ryhmä poistuu: {subject}",
    "danger_examples": "Vaaran ilmaukset, {subject}: {added} lisää, {removed} pois",
    "rule_added": "Uusi sääntö: {subject}",
    "rule_removed": "Sääntö poistuu: {subject}",
    "rule_changed": "Sääntö muuttuu: {subject}",
    "file_changed": "Tiedosto {subject}: rivejä lisää {added}, pois {removed}",
}

DAYS = {
    "mon": "maanantai", "tue": "tiistai", "wed": "keskiviikko", "thu": "torstai",
    "fri": "perjantai", "sat": "lauantai", "sun": "sunnuntai",
}  # fmt: skip
AT_DAYS = (
    "maanantaina", "tiistaina", "keskiviikkona", "torstaina", "perjantaina", "lauantaina", "sunnuntaina",
)  # fmt: skip
CLOSED = "kiinni"
NOTHING = "ei mitään"
FIELDS = {
    "name": "nimi", "spoken_name": "nimi puheessa", "phone": "puhelinnumero", "transfer_number": "siirtonumero",
    "checked": "numero tarkistettu", "needs": "tarpeet", "callback": "ottaa soittopyyntöjä", "called": "kutsumanimet",
    "holidays": "suljetut päivät", "exceptions": "poikkeuspäivät", "always": "aina auki", "min_age": "alaikäraja",
    "max_age": "yläikäraja", "adult_age": "aikuisen ikä", "action": "mitä tehdään", "sign_off": "hyväksyntä",
    "source": "lähde", "unless": "poissulkevat sanat", "name_of_flag": "nimi", "note": "huomautus",
    "by": "hyväksyjä", "date": "päivä", "hours_checked": "aukiolo vahvistettu", "open_on_holidays": "auki pyhinä",
    "about": "mitä siitä kerrotaan", "closed_line": "auttaa kun suljettu",
}  # fmt: skip
OF_A_RULE = {
    "heard": "toimitaan heti", "suspected": "kysytään", "within": "sanojen väli enintään", "unless": "ei, kun kuuluu",
    "softer": "vain kysytään, kun kuuluu", "named": "nimetty sairaus",
}  # fmt: skip
SAFE = {"tekoäly": "sana tekoäly", "112": "numero 112", "ihmi": "tie ihmiselle"}
