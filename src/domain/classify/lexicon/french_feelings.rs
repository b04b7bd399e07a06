//! Good and bad feelings, in French, and the words that turn or stress them.
//!
//! Owns word lists only.

use super::{List, Sign};

pub(super) const LISTS: &[(Sign, List)] =
    &[(Sign::Feeling, FEELING), (Sign::Negation, NEGATION), (Sign::Stress, STRESS), (Sign::Turn, TURN)];

const FEELING: List = &[
    (
        3,
        "excellent*, parfait*, genial*, formidable*, magnifique*, merveill*, fantastique*, exceptionnel*, extraordinaire*, sublime*, splendide*, superbe*, adore*, j adore, meilleur|meilleure|meilleurs|meilleures, bravo, felicit*, ravi|ravie|ravis, impeccable*, \
         amour, bonheur, joie, joyeux|joyeuse|joyeuses, heureux|heureuse|heureuses, enchant*, passionnant*, remarquable*, brillant*, grandiose*, delicieux|delicieuse, chapeau, hate de|d, top, kiffe*, incroyable*, hallelujah, youpi, hourra, je t aime, trop bien|bon|bien|hate|cool|beau|belle|contente|content, grand merci, merci beaucoup",
    ),
    (
        2,
        "merci|mercis, super, cool, bien, bon|bonne|bons|bonnes, beau|belle|beaux|belles|bel, content|contente|contents|contentes, satisfait|satisfaite|satisfaits, satisfaction, sympa|sympas|sympathique*, agreable*, efficace*, aime|aimes|aimer|aimons|aiment, plaisir|plaisirs, reussi|reussie|reussir|reussite|reussit, \
         succes, gagne|gagner|gagnant|gagnants|gagnante, victoire, fier|fiere|fiers|fierte, interessant*, utile*, recommande, rapide|rapides|rapidement, gentil|gentille|gentils, souriant*, chaleureu*, drole*, rire, sourire, fete|feter|fetons, cadeau|cadeaux, positif|positive|positifs|positives, espoir|esperons|espere, \
         soutien|soutient|soutenir|soutenons, solidaire*, progres, ameliorer|ameliore|amelioration, innovant*|innovation|innovations, engage|engagee|engages, ambition|ambitieux|ambitieuse, protege|proteger|protegeons|protection, qualite, prometteur|prometteuse, reve|rever, honneur, honore*, soulage*, rassure*, confortable*, paisible, \
         propre, gratuit|gratuite, pratique, facile, facilement, solution|solutions, nickel, vive, prix du|de, recompense*, avance|avancee|avancees, encourag*, inspir*, optimis*, idee|idees genial*|bonne, bonne idee, vertueux, durable|durables, exemplaire*, exemple, leader, economie d|de, economies, opportunite*, atout, avantage*, booster|boost|booste, croissance, creation|creer d|emplois",
    ),
    (
        1,
        "mieux, joli|jolie|jolis, correct, ok, interesse|interessee|interesses, decouvr*, nouveau|nouvelle|nouveaux, ensemble, grace a|aux|au, accord, creer|cree, lance|lancement|lancer, participer, bienvenue, projet|projets, favorable*, important, avenir, vert|verte, ecolo, signature|signe|signent, partenariat, soleil, week end, vacances, concert, lol, haha|hahaha|ahah, mdr|ptdr|xd, jeune|jeunes, local|locale, richesse|riche, accueille, rencontre|rencontres, partage|partager, invest*|investit",
    ),
    (
        -3,
        "nul|nulle|nuls|nulles, horrible*, catastroph*, honte|honteux|honteuse, scandale*|scandaleux|scandaleuse, inadmissible*, inacceptable*, deteste*|detester, hais|hait|haine, degout*, degoute|degoutee, degueulasse*, merde|merdes|merdique, putain, pourri|pourrie|pourris, lamentable*, pitoyable*, deplorable*, insupportable*, \
         arnaque*|arnaqueurs, escroc*|escroquerie, voleur|voleurs, pire|pires, furieux|furieuse, colere, connard*|connasse*|con|cons|conne, abruti*, bordel, incompetent*|incompetence, affreux|affreuse, atroce*, ignoble*, immonde*, minable*, mediocre*, tragique*|tragedie, drame|dramatique, tue|tuer|tues|tuent|tueuse|tueuses, massacre*, mort|morts|mortel|mortelle, terroris*, \
         guerre|guerres, viol|viole|violee, crime|crimes|criminel*, haineux, racis*, fdp, foutage de gueule, marre, ras le bol, chier|chiant|chiante, cauchemar, enfer, triste*|tristesse, pleure|pleurer|pleurs, mensonge*|menteur|menteurs|mentir|ment|mentent, corruption|corrompu*, saloperie, pollue*|pollution|pollueur*, toxique*, desastre*|desastreux|desastreuse",
    ),
    (
        -2,
        "mauvais|mauvaise|mauvaises, mal, decu|decue|decus|deception|deceptions|decevant*|decevoir, mecontent*, probleme*, souci|soucis, panne|pannes, bug|bugs|beug, erreur|erreurs, retard|retards, annule|annulee|annules|annulation, perdu|perdue|perdus|perdre|perd|perte|pertes, casse|cassee, abime|abimee, lent|lente|lents, cher|chere|chers|cheres, \
         impossible*, incapable*, injoignable*, refus|refuse|refusee, ridicule*, absurde*, stupid*, idiot*|debile*|betise|imbecile*, bete, inutile*, dangereu*|danger|dangers, peur|peurs|effray*|inquiet*|inquiets|inquietude|craint|crainte, menace|menaces|menacer|menacee|menacees, crise, echec|echecs|echoue|rate|ratee, faute|fautes, coupable*, accus*, attaque|attaques|attaquer, critique|critiques|critiquer, denonce*|denoncer, \
         polemique*, violen*, victime*, blesse|blesses, malade|malades|maladie*, souffr*, douleur*, grave|graves|gravement, fuite|fuites, greve, galere|galeres, penible*, fatigue|fatiguee|fatigant|fatigue, relou|lourd, moche|moches, sale|sales, froid, enerve|enervee|enervant|agac*, desagreable*, impoli*, malpoli*, mepris*, ignor*, abandon*|abandonne, suppression|supprime|supprimer, interdit|interdire|interdiction|interdits, \
         condamn*, scandalise*, honteusement, dommage, malheureux|malheureusement|malheur, helas, desole|desolee|desolant, triche*|tricheur*, hypocri*, manipul*, desastre, destruction|detruit|detruire|detruisent, extinction|disparition|disparait|disparaissent|disparaitre, braconn*, chasse, abattage, rechauffement, catastrophe, radioacti*, nucleaire, fukushima, pesticide*, deforestation, secheresse, contre|opposition|oppos*, impuissan*, inerti*, \
         manque|manquent|manquer, sans reponse|solution|internet, aucun|aucune reponse|solution|respect|reseau, toujours pas|rien, ne fonctionne|marche|repond pas|plus, marche|fonctionne pas|plus, en panne, jamais recu|livre|arrive, pas recu|recue, plus d internet, pas d internet, c est long, foutre|fout|foutu|foutue, gueule, louper|loupe, gonfl*, ose|osent, n importe quoi, pas normal, c est normal, abuse|abus|abusif, plein le, inquietant*, alarmant*, \
         regrette*|regret, plainte|plaintes, urgence, bloque|bloquee, coupure|coupures, deconnexion*, illegal*, fraude|frauduleux, pirate, fail, wtf, pff|pfff|pfft|pffff, beurk, bof, zut, aie, jamais vu, vraiment pas, que dalle, bouffon|bouffons|guignol*|clown|clowns|charlot*, racaille*, magouill*, trahi*|trahison, hausse|augmentation des|du prix|taxes|tarifs, taxe|taxes|taxer, ecotaxe, licenci*|virer|virant|vire|virent, chomage|chomeurs, pauvre|pauvres|pauvrete, faillite, declin|recul, menacent",
    ),
    (
        -1,
        "attend|attendre|attends|attente, encore, oubli*, trop, difficile*|dur|dure|durs, complique*, bizarre, dette, bruit, vide, vieux, faible*, seul|seule, moins, arreter|arrete|arretez|stop, question, faux|fausse, faut|faudrait, pourquoi, rien, ni, risque|risques, climatique, limite*, fin|fini, pigeon*, payer, payant, tort, etrange*|etrangement, doute|douter|doutes, pauvre, soi disant, pseudo, pretend|pretendu*, lobby|lobbies, debat, conflit*|conflits, ferm*, suspen*|suspendu, interroge, dechet|dechets, urgence, face a|au|aux",
    ),
    // Whole phrases whose sum would mislead.
    (
        2,
        "pas mal, pas mauvais, pas de souci|soucis|probleme|problemes, aucun souci|probleme, sans souci|probleme|soucis|problemes, rien a dire, pas decu|decue, ne manquez pas, manquez pas, ne ratez pas, y a pas mieux, probleme|souci resolu|regle, pas cher|chere, tout va bien, plus rapide|simple|facile, se bat pour, lutte contre, combat contre|pour, lutter contre, tres bien|bon|bonne, c est bon",
    ),
    (
        -2,
        "bon courage, pas _ content|contente|satisfait|satisfaite|bien|top|terrible|cool|genial|serieux|normal|professionnel|possible, ni fait ni, bien trop|long|cher, belle arnaque, pas _ bonne|bon, tres moyen, bonne blague, beau gachis|bordel, gros probleme|bug|souci|soucis|problemes, ca craint|saoule|soule|suffit|pique|commence, foutu pour, rien a foutre|branler, comme d hab|habitude, mais bien sur, quelle honte|blague|arnaque|galere, merci pour rien, c est quoi ce|cette",
    ),
];

const NEGATION: List = &[(
    1,
    "pas, jamais, aucun, aucune, sans, ni, guere, nullement, loin d, loin de, absence de, manque de, zero, plus aucun, peu",
)];
const STRESS: List = &[(
    1,
    "tres, vraiment, tellement, trop, si, super, hyper, ultra, extremement, totalement, completement, absolument, franchement, carrement, grave, tout a fait, particulierement, mega, gros",
)];
const TURN: List = &[(1, "mais, sauf que, cependant, pourtant, par contre, toutefois, neanmoins, or")];
