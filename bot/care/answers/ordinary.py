"""Words that answers hold and that mean what they say, without the dots of ä and ö: nothing is made of them."""

ORDINARY = frozenset(
    """
    aamu aija aika aikaan aikaisin aikuinen aina ainakin aiti alkaa alkaen alkanut alko alkoi alla alle anteeksi
    apua arkena asia aspiriinia asti avulla edellinen ehka ehtisin ei eihan eika eiku eikun eilen elama emma
    emmaa en enaa ennen ensi ensin eteenpain etta ettei haluaisin haluan han hanen hei heikko heti hetki hoitaja
    huono hyva hyvaa hyvin iakas iasta iati ihan ihminen ika ikaa ikainen ikaisyys illalla ilta isa isoaiti itse
    jaksa jalkeen jo joka joku jonkin joo jos joskus jotain juonut just juu juuri kai kaikki kanssa kappaletta
    karsii kasi kauan kaveri kavis kavisi kay kaykaa kayn kello kerran kerro kesalla keskella kestanyt kevaalla
    kiinni kiitos kiitti kipea kipee kipu kohta koko koska kotiin kotiudun kotona kova kovasti kovin ku kuin
    kuinka kukaan kuluttua kun kuolla kuukauden kuukausi kuulen kuulitko kuulla kuume kuumeessa kuumeinen
    kuumetta kuussa kyl kylla kylma kymppi kymppinen kysya laakari laakaria lahes lahtien lapsella lapsen
    lapsenlapsi lapsi loppu lopulla lopullisesti luulen mahdollisimman maissa matala melkein menee meni mennessa
    miehen mieluiten mieluummin mies mika milloin mina minulla minun minut mista mita moi muista mukaan mulla
    mummi mummini mummo mun mut mutta muutama myohaan myohemmin myos naapuri nainen numero nuori nyt odotan ohi
    oikea oikein ole olemme olen oli olin olis olisi olla olleet ollu ollut oltte oma on onko oo ookoo oon oot
    paa paase paasen paasta paha pahempi pahin paikalla paikkeilla paiva paivalla paivan pappa paremmin
    parhaiten pari passaa pian pieni pitais pitaisi pitkaan poika pois pojalla potilas puhelin puhua pullon
    puolella puolisen putkeen pyydan raittiuden resepti retkahtanu rouva ruoka ruokatunnilla ruokatunti saa
    saakka saisi sama sano sanoa sattuu se sen serkku seta seuraava siella sielta siihen siina siis siita silla
    sille sinne sisko sitten soita soitettu soitta soittaa soittakaa soittamaan sopii sopis sopisi sopiva
    suunnilleen suurin syksylla syntynyt taalta taas tahan takaisin tallainen talvella tama tana tanaan tarkkaan
    tarvii tasan tassa tati tavallinen tavoittaa taysi taysin tayta taytan taytin tayttaa tayttanyt teilta tieda
    tietaa tiia tiistaina toiden toinen toissa toista tulee tulen tulla tullut tunnoton tunti tuo tuolla tutkia
    tuttu tyoaika tyot tyton tyttaren tytto ukki ukko usein uskon uusia vaan vaari vaarini vahan vaikka vaimo
    vaimon vain vajaa valilla valissa vanha vanhempi vanhus vapaa vapaalla varhain varmaan varten vasta vauva
    veli verenpaine vesirokko viela vielakin viikko viikolla viikon viime viimeksi vitsi voi voin voisi voitte
    vuoden vuonna vuosi vuotta yhdessa yhdista yhdistaa yhistaa yhta yksin yleensa yli ylihuomenna yska yskaa
    ystava
    """.split()
)
