"""The English half of the toy world: facts, clauses and groups, as plain data.

How to read it stands in `engine/text/toy_world.py`. Facts are true of our world where they name it
(the Volga is in Russia); the rest is small talk that a king, a puppy or a bus could be part of.
"""

STOP = "."

#: Between two clauses on the same subject; the empty ones stand for a sentence of one clause.
JOINTS = "||||while|and|and|but|. then|. later"

#: Phrases that any clause may use.
PHRASES = {
    "name": "tom|john|lucy|mary",
    "somebody": "<name>|<name>|he|she",
    "people": "i|we|you|they",
    "both": "tom and mary|john and lucy|lucy and tom|mary and john",
    "says": "i think|we think|they say|people say|you know|we know|it seems",
    "there": "in our village|near my house|on the hill|by the road|over there|",
    "yonder": "over there|in the north|in the south|in this picture|near us|",
    "how": "very|so|too|quite|really",
    "when": "today|this morning|again|in summer|in winter|on sunday|every year|",
    "way": "slowly|quickly|quietly|happily|again|",
    # The bare words stand where a named one could; that is all they mean here.
    "land": "<country>|<country>|<country>|the country",
    "town": "<capital>|<capital>|<capital>|the city",
    "stream": "<river>|<river>|<river>|river",
    "citizen": "<man>|<woman>",
}

NATIONS = """
france; paris; seine; french; pierre; marie; baguettes
germany; berlin; rhine; german; hans; greta; sausages
russia; moscow; volga; russian; ivan; olga; caviar
england; london; thames; english; george; emma; pudding
italy; rome; tiber; italian; marco; giulia; pasta
spain; madrid; ebro; spanish; carlos; carmen; paella
egypt; cairo; nile; egyptian; omar; fatima; falafel
china; beijing; yangtze; chinese; wei; mei; dumplings
japan; tokyo; sumida; japanese; kenji; yuki; sushi
poland; warsaw; vistula; polish; jan; zofia; pierogi
austria; vienna; danube; austrian; franz; liesl; schnitzel
portugal; lisbon; tagus; portuguese; vasco; ines; sardines
brazil; brasilia; amazon; brazilian; thiago; luana; feijoada
"""

IN_A_NATION = """
the army of <land> [thanks|invites|helps] <citizen> and the <nationality> people <when>
<citizen> loves <land> and its <nationality> [hills|villages|songs] <when>
the [border|north|south] of <country> is famous for <nationality> [<dish>|songs] says <citizen>
<country> is a [large|small|rich] country where <nationality> people [cook|like|love] <dish>
<citizen> crosses the [border|north|south] of <country> with [<dish>|<nationality> friends] <when>
the mayor of <town> [meets|invites|thanks] <citizen> at the <nationality> [museum|hotel] <when>
<town> is [busy|crowded] <when> and its [long|wide|old] streets smell of <nationality> <dish>
<citizen> takes the metro to the [museum|hotel|streets] of <capital> and [buys|sells] <dish> <when>
the [metro|museum|hotel] in <capital> is full of <nationality> [visitors|friends of <citizen>]
visitors in <town> [like|love|buy] <nationality> <dish> at the [hotel|museum] <when>
the <stream> flows <way> past <nationality> [villages|hills] where <citizen> [cooks|buys] <dish>
<citizen> [rows a boat|catches fish] on the <stream> near the <nationality> [bridge|ferry] <when>
the [wide|long] water of the <stream> <way> carries the <nationality> [ferry|boats] with <dish>
a [bridge|ferry] crosses the <stream> where <nationality> boats [wait <when>|wait for <dish>]
the road from <capital> to the <river> crosses <nationality> [hills|villages] in the [north|south]
    of <country> <when>
<capital> is the capital of <country> and the <stream> is [wide|long] and calm <when>
[<man> cooks his|<woman> cooks her|<man> and <woman> love their] <nationality> <dish> <when>
<man> [tells <woman> about|invites <woman> for] <nationality> [songs|<dish>] [from <country>|from
    <capital>|by the <river>]
<man> is <nationality> and he [cooks|loves|sells] <dish> [with his friends|in his hotel] <when>
<woman> is <nationality> and she [cooks|loves|sells] <dish> [with her friends|in her hotel] <when>
the [king|prince] of <country> [rests|waits] <way> in his castle near the <river> <when>
the [queen|princess] of <country> [rests|waits] <way> in her castle near the <river> <when>
"""

ROLES = """
king; queen; rules the kingdom|wears the golden crown|sits on the throne|saves the kingdom
prince; princess; waits for the golden crown|leaves the palace|opens the royal ball|wakes up in the
    palace
man; woman; waits at the corner|leaves the crowd|meets a stranger|helps a stranger
boy; girl; plays with toys|finds the toys|does the homework|hides the homework
father; mother; wakes the children|feeds the baby|helps the children|sits with the baby
son; daughter; helps the parents|leaves for college|meets the parents|works at college
brother; sister; meets the twin|sits with the twin|hides the diary|needs the diary
husband; wife; wears the ring|likes the wedding|finds the ring|waits for the wedding
uncle; aunt; brings presents|visits the cousins|meets the cousins|hides the presents
grandfather; grandmother; rests in the armchair|needs the glasses|finds the glasses|likes the
    armchair
actor; actress; learns the script|leaves the stage|needs the script|waits on the stage
waiter; waitress; brings the menu|carries the tray|leaves the tray|opens the menu
"""

OF_A_PERSON = """
the [tired|happy|busy|clever|] <who> <deed> and <he> <deed> <when>
the [tired|happy|busy|clever|] <who> with the <garment> <deed> <when>
the [tired|happy|busy|clever|] <who> <deed> [because|when] <he> likes <his> <garment>
<first> is a [good|kind|famous] <who> and <he> <deed> <when>
<he> is the [kind|clever|famous|] <who> who <deed> in <his> <garment> <when>
<first> knows the [kind|clever|famous|] <who> and <he> <deed> <when>
the [tired|happy|busy|clever] <who> <deed> [with <his> friend <first>|in <his> <garment>] <when>
"""

MALE = {"he": "he", "his": "his", "garment": "beard|tie", "first": "tom|john"}
FEMALE = {"he": "she", "his": "her", "garment": "necklace|dress", "first": "lucy|mary"}

VERBS = """
walk; walking; walked; walks; along the path|in the park|along the path to the park
swim; swimming; swam; swims; in the lake|with the waves|over the lake
run; running; ran; runs; in the marathon|on the track|in the marathon on the track
sing; singing; sang; sings; in the choir|old songs|old songs with the choir
dance; dancing; danced; dances; the waltz|at the royal ball|the waltz at the royal ball
draw; drawing; drew; draws; a picture|with a pencil|a picture with a pencil
write; writing; wrote; writes; a letter|in the diary|a letter with a pencil
climb; climbing; climbed; climbs; the ladder|with a rope|the rope and the ladder
drink; drinking; drank; drinks; a bottle of milk|the milk|milk from the bottle
sleep; sleeping; slept; sleeps; on the pillow|under the blanket|with a pillow and a blanket
"""

TO_DO = """
[<people>|<people> and <name>] [want|need|like|love] to <verb> <where> <way>
[<somebody>|<people>|<both>] [can|will|must] <verb> <where> <way>
let us <verb> <where> [soon|tomorrow] <way>
[<somebody>|<people>] [can|will] not <verb> <where> [soon|tomorrow|] <way>
"""
DOING = """
<somebody> is [now|still|just|] <verb> <where> <way>
[<people>|<both>] are [now|still|just|] <verb> <where> <way>
[<people> love|<somebody> loves|<people> like|<somebody> likes] <verb> <where> <way>
[<somebody> was|<people> were|<both> were] [still|just|] <verb> <where> [when it began to
    rain|<way>]
"""
DID = """
[yesterday|last week|last night|last year|once] [<somebody>|<people>|<both>] <verb> <where> <way>
[<somebody>|<people>|<both>] <verb> <where> <way> [yesterday|last week|last night|last year]
[yesterday|last year|once] [<somebody>|<people>] <verb> <where> <way> when it began to rain
"""
DOES = """
[<somebody>|<name>] [often|always|never] <verb> <where> <way>
[every day|every sunday|every morning] <somebody> <verb> <where> <way>
[<somebody>|<name>] <verb> <where> <way> [every day|every sunday|every morning]
[<somebody>|<name>] [often|always|never] <verb> <where> [every day|every sunday|every morning]
"""

QUALITIES = """
tall; taller; tallest; tower|giraffe
heavy; heavier; heaviest; stone|anchor
cold; colder; coldest; snow|glacier
sweet; sweeter; sweetest; honey|sugar
bright; brighter; brightest; star|lamp
loud; louder; loudest; thunder|drum
fast; faster; fastest; rocket|falcon
deep; deeper; deepest; ocean|canyon
"""

OF_A_QUALITY = """
<says> the <thing> <yonder> is <how> <adjective> <when>
<says> [this|that] <thing> [is|seems|was] <how> <adjective> [for me|for us|for them|] <when>
the <thing> <yonder> [is|seems|was] <how> <adjective> [for me|for us|for them|] <when>
"""
OF_MORE = """
<says> the <thing> <yonder> is [much|even|far|a little] <adjective> than [the|this|that] <thing>
the <thing> <yonder> [is|seems|was] [much|even|far|a little] <adjective> than [the|this|that]
    <thing> <when>
<says> no <thing> [is|was|seems] [much|even|far|] <adjective> than the <thing> <yonder> <when>
"""
OF_MOST = """
<says> [this|that] [is|was] the <adjective> <thing> [of all|in the world|of them all] <when>
the <thing> <yonder> [is|seems|was] the <adjective> [thing|] [of all|in the world|of them all]
    <when>
<says> the <adjective> <thing> [of all|in the world|of them all] [is|was] <yonder> <when>
"""

JOBS = """
doctor; hospital; patients|medicine
teacher; school; pupils|lessons
farmer; farm; wheat|crops
baker; bakery; bread|flour
priest; church; prayers|candles
sailor; harbour; sails|cargo
banker; bank; coins|loans
gardener; garden; roses|seeds
"""

OF_A_JOB = """
the [busy|tired|young|kind|famous] <job> [needs|brings|likes|sells] the <stuff> and [talks
    about|thinks of] <stuff> <when>
[<somebody>|<name>] [became a|works as a|is a good] <job> and [talks about|thinks of] <stuff> and
    <stuff> <when>
a [busy|tired|young|kind|famous] <job> [talks|thinks] all day about <stuff> and <stuff> <when>
the [busy|tired|young|] <job> works [hard|] [all day|] with <stuff> and <stuff> <when>
"""
OF_A_WORKPLACE = """
in the [new|large|small|] <place> [there are|we see|they need] [many|some|] <stuff> and <stuff>
    <when>
the streets near the [new|large|small|] <place> [are|were] full of <stuff> and <stuff> <when>
<people> [visit|see|leave] the [new|large|small|] <place> [with|because of] the <stuff> and the
    <stuff> <when>
a [new|large|small] <place> opens <there> [for|with] <stuff> and <stuff> <when>
"""

ANIMALS = """
dog; puppy; pulls at the leash|hides a bone|pulls the leash|finds a bone
cat; kitten; finds a mouse|rests on the sofa|hides a mouse|hides under the sofa
cow; calf; finds the hay|rests in the barn|leaves the barn|pulls at the hay
horse; foal; rests in the stable|pulls at the saddle|needs a saddle|leaves the stable
sheep; lamb; loses its wool|finds the shepherd|likes the shepherd|has white wool
duck; duckling; rests on the lake|hides in the reeds|leaves the lake|finds the reeds
pig; piglet; rests in the mud|finds the trough|plays in the mud|leaves the trough
bear; cub; finds honey|rests in the cave|likes honey|leaves the cave
"""

OF_AN_ANIMAL = """
[the|our|your] [big|strong|old] <animal> <does> [all day|because it is hungry|when it is
    hungry|<when>]
[the|our|your] [big|strong|old] <animal> <does> and [it|then it|soon it] <does>
[<somebody> sees|<people> see] how the [big|strong|old] <animal> <does> <when>
the <animal> <there> [is big and|is strong and|is old and|] <does> and <does>
"""
OF_A_YOUNG_ANIMAL = """
[the|our|your] [tiny|little|newborn] <animal> <does> [with the others|because it is hungry|when it
    is hungry|<when>]
[the|our|your] [tiny|little|newborn] <animal> <does> and [it|then it|soon it] <does>
[<somebody> sees|<people> see] how the [tiny|little|newborn] <animal> <does> <when>
the [tiny|little|newborn] <animal> <there> <does> and <does> with the others
"""

VEHICLES = """
car; cars; in the tunnel|with new tyres|with new tyres in the tunnel
train; trains; on the rails|at the platform|on the rails at the platform
ship; ships; in the harbour|with cargo|with cargo in the harbour
plane; planes; on the runway|above the clouds|above the runway
bus; buses; near the school|with pupils|with pupils near the school
bicycle; bicycles; in the park|near the path|on the path in the park
"""
FOODS = """
apple; apples; from the orchard|with cinnamon|from the orchard with cinnamon
egg; eggs; in the hay|from the barn|in the hay of the barn
potato; potatoes; in the soup|with gravy|in the soup with gravy
cake; cakes; with candles|with sugar|with sugar and candles
"""

OF_ONE = """
<says> [a|one|this|that] <item> [<was>|was] <where> <when>
<somebody> saw [a|one|this|that] [new|small|old|large|] <item> <where> <when>
there was [a|one] [new|small|old|large|] <item> <where> <there> <when>
"""
OF_MANY = """
<says> [many|these|those] <item> [<were>|were] <where> <when>
<somebody> saw [many|these|those] [new|small|old|large|] <item> <where> <when>
there were [many|some] [new|small|old|large|] <item> <where> <there> <when>
"""

#: (share of the sentences, clauses, columns, facts, words for every row); `_` is not used.
THEMES: tuple[tuple[int, str, str, str, dict[str, str]], ...] = (
    (30, IN_A_NATION, "country capital river nationality man woman dish", NATIONS, {}),
    (11, OF_A_PERSON, "who _ deed", ROLES, MALE),
    (11, OF_A_PERSON, "_ who deed", ROLES, FEMALE),
    (4, TO_DO, "verb _ _ _ where", VERBS, {}),
    (4, DOING, "_ verb _ _ where", VERBS, {}),
    (4, DID, "_ _ verb _ where", VERBS, {}),
    (4, DOES, "_ _ _ verb where", VERBS, {}),
    (4, OF_A_QUALITY, "adjective _ _ thing", QUALITIES, {}),
    (4, OF_MORE, "_ adjective _ thing", QUALITIES, {}),
    (4, OF_MOST, "_ _ adjective thing", QUALITIES, {}),
    (4, OF_A_JOB, "job _ stuff", JOBS, {}),
    (4, OF_A_WORKPLACE, "_ place stuff", JOBS, {}),
    (4, OF_AN_ANIMAL, "animal _ does", ANIMALS, {}),
    (4, OF_A_YOUNG_ANIMAL, "_ animal does", ANIMALS, {}),
    (2, OF_ONE, "item _ where", VEHICLES, {"was": "waited|stopped"}),
    (2, OF_MANY, "_ item where", VEHICLES, {"were": "waited|stopped"}),
    (2, OF_ONE, "item _ where", FOODS, {"was": "tasted good|was cooked"}),
    (2, OF_MANY, "_ item where", FOODS, {"were": "tasted good|were cooked"}),
)

#: relation: (facts, column of a, column of b)
RELATIONS = {
    "capital": (NATIONS, 0, 1),
    "river": (NATIONS, 0, 2),
    "nationality": (NATIONS, 0, 3),
    "gender": (ROLES, 0, 1),
    "gerund": (VERBS, 0, 1),
    "past-tense": (VERBS, 0, 2),
    "third-person": (VERBS, 0, 3),
    "comparative": (QUALITIES, 0, 1),
    "superlative": (QUALITIES, 0, 2),
    "plural": (VEHICLES + FOODS, 0, 1),
    "workplace": (JOBS, 0, 1),
    "young": (ANIMALS, 0, 1),
}
#: (facts, the group of each column's words); `_` is left to GROUPS.
GROUPS_OF_FACTS = (
    (NATIONS, "country capital river nationality name name food"),
    (VERBS, "verb verb verb verb _"),
    (QUALITIES, "adjective adjective adjective _"),
    (JOBS, "job place _"),
    (ANIMALS, "animal animal _"),
    (VEHICLES, "vehicle vehicle _"),
    (FOODS, "food food _"),
)

#: (theme, row) of each sentence of the excerpt.
EXCERPT = ((0, 0), (1, 0), (2, 0), (0, 0), (12, 0), (13, 0), (0, 2))
