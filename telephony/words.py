"""What the telephone network's own voice says when Luuri's cannot. Everything else is in dialogues/."""

LANGUAGE = "fi-FI"
VOICE = "Polly.Suvi-Neural"

CONNECTING = "Hetki, yhdistän puhelun ihmiselle."

ANSWERER = (
    "Luuri, hyvinvointialueen tekoälyavustaja, yhdistää soittajan. Palvelu: {service}. "
    "Ota puhelu vastaan painamalla yksi."
)
ANSWERER_UNKNOWN_SERVICE = (
    "Luuri, hyvinvointialueen tekoälyavustaja, yhdistää soittajan, joka haluaa puhua ihmiselle. "
    "Ota puhelu vastaan painamalla yksi."
)

DUTY = (
    "Kiireellinen ilmoitus päivystäjälle. Luuri, hyvinvointialueen tekoälyavustaja, kertoo: "
    "puhelu on katkennut hälytysmerkin jälkeen. Ota asia hoitaaksesi ja kuule tiedot painamalla yksi."
)

DRAFT_GONE = "Luonnos ei ole enää linjalla. Käynnistä se uudelleen studiossa."

NOBODY = "Valitettavasti kukaan ei päässyt vastaamaan."

# Said both when nobody answered and when a talk with a person is over: the line cannot tell us which.
HELP_IS_AT = (
    "Jos et saanut apua, voit soittaa itse: {name}, numero {number}. "
    "Hengenvaarassa soita yksi yksi kaksi. Kuulemiin."
)
HELP_WITHOUT_DIRECTORY = (
    "Jos et saanut apua, soita Päivystysapuun. Se vastaa ympäri vuorokauden numerossa "
    "yksi yksi kuusi, yksi yksi seitsemän. Hengenvaarassa soita yksi yksi kaksi. Kuulemiin."
)
