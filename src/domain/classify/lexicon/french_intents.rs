//! What contacts want, in French.
//!
//! Owns word lists only.

use super::{List, Sign};
use crate::domain::classify::label::Intent;

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Trouble, TROUBLE),
    (Sign::Intent(Intent::Support), SUPPORT),
    (Sign::Intent(Intent::Service), SERVICE),
    (Sign::Intent(Intent::Sales), SALES),
    (Sign::Intent(Intent::Complaint), COMPLAINT),
    (Sign::Anger, ANGER),
    (Sign::Irony, IRONY),
    (Sign::Intent(Intent::Praise), PRAISE),
    (Sign::Intent(Intent::Spam), SPAM),
    (Sign::Intent(Intent::Other), OTHER),
    (Sign::Haste, HASTE),
    (Sign::Request, REQUEST),
    (Sign::Question, QUESTION),
    (Sign::Own, OWN),
];

/// Something does not work, did not come, is wrong.
const TROUBLE: List = &[
    (
        3,
        "ne fonctionne|fonctionnent|marche|marchent|repond|repondent _ pas|plus|jamais, fonctionne|marche toujours|meme \
         pas|plus, ne fonctionne|marche|passe|capte|charge|demarre|s|se|recois _ plus|pas, marche pas|plus, fonctionne \
         pas|plus, capte plus|pas|rien, j ai plus d|de|internet|reseau|rien|acces, plus d internet, plus dinternet, \
         plus de reseau|connexion|wifi|internet|tv|courant|chauffage|electricite|son|image|ligne, pas d|de \
         internet|reseau|connexion|wifi|courant|chauffage|tele|tv|signal|tonalite, aucun|aucune \
         reseau|connexion|signal|acces, sans internet|connexion|reseau|chauffage|electricite|eau|courant, plu d internet",
    ),
    (
        3,
        "jamais recu|recue|livre|livree|arrive|arrivee|rembourse|remboursee|vu, toujours pas|rien \
         recu|recue|livre|livree|arrive|arrivee|rembourse|remboursee|regle|installe|raccorde|repare|la|resolu, pas|rien \
         encore|toujours recu|recue|livre|arrive|regle|rembourse, n ai|avons|a|est|sont|suis _ pas|rien|jamais _ \
         recu|recue|recus|livre|livree|arrive|arrivee|rembourse|remboursee|trouve, rien recu, pas recu|recue|livre, \
         n est|sont|arrive|arrivent toujours pas|jamais, ne|n arrive|parviens|reussis _ pas|plus|jamais, n arrive a rien",
    ),
    (
        3,
        "en panne, est|sont|tombe|tombee|c est hs, %thing_fr est|sont mort|morte|morts|ko|down|nase|inaccessible, en rade, hors service, tombe|tombee en panne, bloque|bloquee|bloques a|au|sur|en|depuis, \
         message d erreur, code erreur, erreur 0, affiche|indique|dit _ erreur, bug|bugs|bogue|bugge|beug|beugue, plante|plantent, \
         se deconnecte|coupe|redemarre|redemarrer|fige|bloque|eteint, s eteint|arrete, sans reponse, n aboutit pas, \
         impossible de|d, pas moyen de|d, pas possible de, refuse|refusee|rejete|rejetee, ne peux|peut|peuvent|pouvons|pouvais \
         pas|plus|toujours|meme, je peux pas|plus, n ai|avons plus|pas acces, pas|plus acces a|au",
    ),
    (
        2,
        "probleme*, pb, souci|soucis, panne|pannes, coupure|coupures, deconnexion*, dysfonctionn*, incident, anomalie, defectueu*, \
         casse|cassee|casses, abime|abimee|abimes, endommage*, fissure*, erreur|erreurs, errone*, perdu|perdue|perdus|egare|egaree, \
         retard|retards, en retard, annule|annulee|annules|annulees, manquant|manquante, incomplet*, il manque, me manque, bloque|bloquee, \
         lent|lente|rame, disparu|disparue, debite|debitee|preleve|prelevee deux|0 fois, ne correspond pas, mauvais \
         article|produit|taille|modele|couleur|adresse, pas _ bon|bonne article|produit|taille|modele|couleur|adresse, en double, perime*",
    ),
    (
        2,
        "toujours pas|rien|aucun|aucune, aucune reponse|nouvelle|nouvelles, pas _ nouvelles, pas de reponse|solution|retour, sans \
         nouvelle|nouvelles|reponse|suite|solution, j attends toujours|encore|depuis|mon|ma|mes, en attente depuis, depuis %number_fr \
         %span_fr, ca fait %number_fr %span_fr, cela fait %number_fr %span_fr, fait %number_fr %span_fr que, ca fait _ que j, depuis \
         %when_fr, oublie|oubliee|bloque de mot, mot de passe oublie, oublie mon|mes|le mot|identifiant|identifiants|code",
    ),
];

/// Wants something done on an order, an account, a contract.
const SUPPORT: List = &[
    (
        3,
        "numero de commande|dossier|client|suivi|reservation|reference|ticket, ma|mon|mes commande|colis|dossier|reservation|billet, \
         commande n|numero|no, dossier n|numero, ref 0, referenc* 0, je vous contacte|ecris _ suite|pour|car|concernant, suite a, \
         ou est|en|se|sont _ %item_fr|livreur|remboursement|bagage|valise, ou en est|sont|etes, suivi _ commande|colis|livraison|dossier, \
         etre rembourse|remboursee|recontacte|rappele, changer|modifier|corriger|mettre _ \
         adresse|commande|reservation|rendez|coordonnees|date|nom|numero|iban|rib|mot, me|m|nous \
         aider|aidez|depanner|debloquer|contacter|recontacter|rappeler|rembourser|renvoyer|envoyer",
    ),
    (
        2,
        "annuler|resilier|supprimer|suspendre|cloturer _ commande|reservation|abonnement|compte|contrat|ligne|billet|rendez, \
         veux|voudrais|souhaite|souhaiterais|aimerais _ annuler|resilier|retourner|echanger|rembours*|modifier|renvoyer|declarer|signaler, \
         venir dm|mp|en|prive, envoye|envoyer|contacter|contactez|repondre|repondez|parler _ dm|mp|prive|pv|message, en dm|mp|message, \
         j ai essaye|tente|redemarre|reinitialise|verifie|appele, ai tout essaye|redemarre|fait|verifie, mon|ma|mes %thing_fr, \
         j ai commande|reserve|achete|souscrit|souscris|demande|envoye|renvoye, reparer|repare|depannage|depanner|intervention|technicien|sav, \
         parler _ quelqu|conseiller|humain|personne|conseillere, joindre|contacter quelqu|un|le|votre, une solution|explication, \
         que faire, dois je faire, comment faire, il se passe quoi, que se passe, qu est ce qui se passe, desactiver|debloquer|activer ma|mon|mes, \
         reinitialiser|recuperer|retrouver|recevoir mon|ma|mes|un|une|le|la, declarer|signaler un|une|le|la, comment signaler|declarer, \
         seul a avoir, suis le seul, suis la seule, duplicata|attestation, ma|mon|une facture, mon remboursement",
    ),
    (
        1,
        "aide|aidez|aider|svp|au secours, pouvez vous, pourriez vous, possible de, solution, quand _ retabli|revenir|repare|regle|resolu",
    ),
];

/// Wants to know something.
const SERVICE: List = &[
    (
        3,
        "horaire|horaires, quelle|quelles heure|heures, a quelle heure, vous etes|etes|serez|seront|est _ ouvert|ouverts|ouverte|ferme|fermes, \
         ouvert|ouverts|ouverte|ferme le|ce|les|demain|dimanche|lundi|samedi|aujourdhui, ouvrez|fermez, savoir si|quand|comment|combien|ou, \
         est il|elle possible, c est possible de|d, je voudrais|souhaite|aimerais|souhaiterais _ savoir|connaitre|renseignement*|information*, \
         une question, petite question, question svp, renseignement|renseignements, informations sur|concernant, plus d informations|infos, \
         est ce que vous, est ce que je peux|dois, est ce qu il|on, faut il, peut on, puis je, a t il|on, avez vous, proposez vous, \
         acceptez vous, livrez vous, vous livrez|acceptez|proposez|faites|avez _ en|a|les|le|la|des|un|une, quels|quelles|quel|quelle est|sont",
    ),
    (
        2,
        "comment ca marche|fonctionne, comment avoir|obtenir|faire|trouver|contacter|utiliser|activer|creer|ouvrir|fonctionne|marche, combien \
         de temps, quel delai, quels sont les delais|documents|papiers|tarifs, ou trouver|se|puis|peut|puisje, quand est ce que|qu, c est quand, \
         prevu|prevue|prevoyez, bientot disponible, sera t il|elle, date de, adresse du|de, parking|wifi|petit dejeuner|bagage cabine, \
         accessible aux, autorise|autorises, conditions|modalites|politique, documents|papiers, fonctionne t, demarche|demarches, \
         valable|validite, est ce obligatoire, a partir de quand, jusqu a quand, quelle difference, difference entre, qui contacter, vous savez si",
    ),
    (
        1,
        "info|infos, comment, quel|quelle|quels|quelles, quand, ou, combien, est ce que, est ce, qui, lequel, pourquoi",
    ),
];

/// Wants to buy.
const SALES: List = &[
    (
        4,
        "je veux|voudrais|souhaite|souhaiterais|aimerais|compte|cherche _ \
         acheter|commander|reserver|souscrire|m|passer|abonner|prendre, j aimerais _ acheter|commander|reserver|souscrire|prendre|abonner, \
         un devis, devis pour|gratuit, quel _ prix|tarif, quels _ prix|tarifs, c est combien, combien coute|coutent|ca|cela|vaut, \
         code promo|reduction|parrainage, ou acheter, ou peut on|puis acheter|trouver, en stock, encore disponible|disponibles, de nouveau \
         disponible, passer a la fibre, passer chez, venir chez, changer d offre|forfait, devenir client, interesse|interessee par, \
         vous me conseillez|conseillez|recommandez, que me conseillez, lequel choisir, quelle|quel taille|modele _ choisir|prendre|conseillez",
    ),
    (
        2,
        "promo|promos|promotion|promotions|soldes|remise|reduction|black friday|bon plan, tarif|tarifs, prix, le prix, offre|offres|forfait|forfaits \
         etudiant|jeune|senior|famille|pro|duo, acheter|souscrire|abonner|m abonner, reserver une|un|table|chambre, prochaine collection, precommande|precommander, \
         carte cadeau, livraison gratuite|offerte, disponible en, dispo en, taille|pointure, catalogue, essai gratuit, moins cher chez",
    ),
    (1, "offre|offres, dispo|disponible, abonnement, forfait, reserver, vendez"),
];

/// Dissatisfaction, in so many words.
const COMPLAINT: List = &[
    (
        4,
        "inadmissible|inacceptable|honteux|honteuse|scandaleux|scandaleuse|intolerable|lamentable|deplorable|pitoyable|minable|catastrophique|aberrant|\
         ahurissant|hallucinant|abuse|abusif|indigne|insupportable, foutage de gueule, se|vous|vous|te foutre|foutez|fout|moquer|moquez|foutent \
         de|du|d, foutez vous, prendre|prenez|prend _ cons|pigeons|idiots|imbeciles, une honte, la honte, une catastrophe, catastrophe votre|ce|cette|le|la, la cata, une cata, quelle honte, un scandale, du vol, \
         voleurs|voleur|escrocs|escroc|arnaqueurs|incapables|incapable|incompetents|incompetent|guignols|guignol|charlots|rigolos|menteurs, \
         arnaque|arnaques|arnaquer|escroquerie|magouille, ras le bol, ral le bol, ral bol, marre, en ai assez, plein le cul|dos, y en a marre, \
         en a ras, pris en otage, prise d otage, jamais vu ca, plus jamais, n achetez|allez|prenez|commandez _ pas|jamais|rien, a fuir, fuyez, a eviter, evitez",
    ),
    (
        3,
        "service client|clients|clientele|apres inexistant|nul|nulle|lamentable|catastrophique|pourri|deplorable|injoignable|horrible|honteux|incompetent|\
         pitoyable, sav inexistant|nul|lamentable|catastrophique|pourri|deplorable|injoignable, pire service|operateur|compagnie|banque|marque|site|experience|sav|magasin, \
         decu|decue|decus|deception|decevant|decevante, mecontent|mecontente|mecontents, insatisfait*, degoute|degoutee, enerve|enervee|agace|agacee|furieux|furieuse, \
         je suis en colere, perdu un client, perdre un|des|ses|vos client|clients, client fidele|depuis, passer|passe|pars|partir|aller|vais|retourner _ \
         concurrence|concurrent|ailleurs, a la concurrence|concurrent, changer|change d|de operateur|banque|assurance|fournisseur|cremerie, \
         je vous quitte, je resilie, je desabonne, me desabonne|desabonner, vais resilier, payer pour rien, paye|paie|paye pour rien|un service, 0 € pour rien, \
         on se moque|fout, personne pour|ne|n, personne ne|n repond|decroche|rappelle, ca|on raccroche, me|nous raccroche*, mensonge|mensonges|mentent|mentez, \
         aucun respect|serieux|professionnalisme|suivi, manque de respect|serieux|professionnalisme|communication|personnel, mal eleve, desagreable*, \
         impoli|impolie|malpoli*, mepris|meprisant*, se renvoie|refile|rejettent la|les, balade|baladee|promene _ service|numero|en",
    ),
    (
        2,
        "injoignable|injoignables, impossible de vous|les|le|joindre joindre|avoir|contacter, impossible de joindre, n importe quoi, du grand n, tous les jours|soirs|mois, chaque semaine|fois|mois, \
         encore une fois, une fois de plus, comme d habitude, a chaque fois, toujours la meme|pareil, que des problemes, rien ne va|marche|fonctionne, depuis des \
         semaines|mois|jours|heures, vous vous|jouez a quoi, c est une blague, vous plaisantez|rigolez, sur la tete, abuse|abusez|abus, trop cher, \
         attendre|attente _ heures|plombes, pas normal, pas serieux|pro|professionnel, est ce normal, c est normal, c normal, peu serieux, perte de temps, perdu mon|du temps, \
         poireaute*, galere|galerer|galeres, silence radio, rabache|rabachent, aucune excuse|consideration|compensation|information, pas|meme une excuse, minimum, \
         bientot un mois|an, au bout de %number_fr, plus de %number_fr appels|mails|messages|fois, %number_fr appels|mails|messages|fois, commence a bien|etre|devenir|me, faut pas \
         abuser, vous avez cru, vous pensez que, vous croyez, vous etes serieux|serieuse, serieux|serieusement, reveillez vous, bougez vous, \
         faire quelque chose, gonflant|gonfle|chiant|chiants|relou|penible|fatigant|lourd, nul|nulle|nuls|nulles|nulissime, pourri|pourrie|pourris|eclate|eclatee, \
         promesse|promis|promettez _ non|pas|jamais|tenu*, publicite mensongere, faux arguments, vendu du reve, regrette|regret|regrets, connerie|erreur de",
    ),
    (
        1,
        "encore, toujours, franchement, jamais, vraiment, incroyable, normal, plus long|longue|lent, ca suffit, stop, honte, dommage, meme pas, pas foutu",
    ),
];

const ANGER: List = &[
    (
        4,
        "putain, merde|merdes|merdique|merdiques, bordel, connard*, connasse*, enculer|encule|encules, fdp, ntm, nique|niquer|niquez, batard*, salaud*, \
         salope*, pute|putes, ta gueule, vos gueules, bande de, batards, ordures, degage|degagez, foutage de gueule, fils de, tg, cons|con|conne, \
         crevures, raclures, abrutis|abruti, debile|debiles, je vous deteste|hais|emmerde, fais chier, faites chier, fait chier, \
         casse les couilles, couilles, chier, cul, ptdr non, foutre, en avoir rien a foutre",
    ),
    (
        2,
        "honte, pourri*, se foutre, foutez, marre, ras le bol, scandale*, bordel, bouffons|clowns|guignols, c est quoi ce|cette, serieux la, delire",
    ),
];

/// Praise that means its opposite.
const IRONY: List = &[
    (
        3,
        "merci pour rien, merci de rien, bravo _ continuez, bravo les|l|la|a|pour|au|le _ \
         service|sav|organisation|retard|attente|gestion|champions|artistes|professionnalisme|serieux|pros|panne|livraison, bravo le|la|l, ah bravo, \
         bravo ca|c, chapeau les|l|la, felicitations _ record|pour|retard, super le service|sav|retard|organisation, super l organisation|accueil|attente, \
         top le changement, merci _ retard|attente|panne|galere|arnaque|incompetence|perdu, merci qui, encore merci pour|a, tout va bien, \
         quel plaisir d|de attendre|poireauter|payer|patienter, genial encore, super encore, parfait encore, encore un|une grand|belle, \
         belle organisation|mentalite|gestion|reussite, c est marrant|beau|pratique|malin|fort|genial|super|top|du propre|joli, c est du joli|propre, \
         ca fonctionne bien, ca marche bien, merci l|le|la, on adore|aime, j adore|aime attendre|payer|poireauter|quand, vive le|la|les, au top le|la|les|l",
    ),
    (
        2,
        "bravo, ben voyons, bah voyons, tellement fort|forts, quelle efficacite|rapidite|reactivite, question rapidite, lol, mdr|ptdr, comme par hasard, pigeon voyageur",
    ),
];

const PRAISE: List = &[
    (
        4,
        "merci beaucoup|infiniment|mille pour|a|au|aux|d|de, un grand|enorme|immense merci, merci _ \
         efficacite|gentillesse|reactivite|aide|accueil|professionnalisme|rapidite|patience|super|equipe|conseils|ecoute|tout, grand merci, \
         merci a toute|votre|vos|l|toutes|tous, bravo a|aux|pour, service impeccable|au|parfait|excellent|genial|rapide|top|incroyable, \
         je recommande, je vous recommande, recommande vivement|fortement|a|les, ravi|ravie|ravis|enchante|enchantee, \
         tres satisfait|satisfaite|content|contente|contents|bien|bon|bonne|agreable, au top, top service, \
         super service|equipe|accueil|experience|sejour|produit|hotel|sympa|rapide|magasin, \
         impeccable|parfait|excellent|excellente|nickel|formidable|genial|geniale|merveilleux|exceptionnel|irreprochable|extraordinaire, \
         probleme resolu|regle, chapeau a, continuez comme, ne changez rien, j adore|aime votre|vos|le|la|les, je vous aime|adore",
    ),
    (
        2,
        "bravo|felicitations|chapeau, super|top|cool|sympa|sympathique|agreable|efficace|rapide|professionnel|pro|souriant*|chaleureu*|bienveillant*, \
         heureux|heureuse, content|contente, satisfait|satisfaite, merci, le meilleur|la|les meilleure|meilleurs, adore, tres bien",
    ),
];

const SPAM: List = &[
    (
        4,
        "vous avez gagne|ete selectionne|ete tire, gagnez|gagner _ €|euros|iphone|argent|jour|facilement|maison, devenir riche, revenus \
         passifs|complementaires, gagner de l argent, argent facile, cliquez ici|sur|vite, lien en|dans bio|description, lien dans ma bio, envoyez|tapez _ au 0, \
         envoyez stop, stop au 0, stop sms, appelez le|maintenant|vite|au 0, pret entre|sans|rapide particuliers|justificatif, offre de pret|credit, \
         voyance|marabout|medium|voyant serieux|gratuite|africain|retour, retour d affection|affectif, investissez|investir _ rendement|crypto|bitcoin|trading|profit, \
         perdre|perdez _ kilos, agrandissement|penis, rencontre|rencontres coquines|sexe|adulte|chaudes, followers|abonnes gratuits|gratuit|pas|contre, \
         contactez moi|nous sur whatsapp|telegram, ecrivez moi|nous _ whatsapp|telegram, compte|colis|carte suspendu|suspendue|bloque _ cliquez|lien|http, \
         reclamez|reclamer _ prix|cadeau|gain|recompense|bonus, un prix de, bon d achat|cadeau gratuit|offert, felicitations vous avez, code de reclamation, \
         numero gagnant, vous|ete avez gagne|tire|selectionne|choisi, appelez|appeler|composez|envoyez|texte|txt le|au|a|maintenant|aller _ 0, pour reclamer, prix _ £|bonus|garanti|hebdomadaire, 0 e|eme tentative|derniere tentative, tentative de vous|u contacter, releve de compte _ 0, points bonus|non, code d identification, £ 0, 0p|150p|10p|25p par|min|msg, par min|msg, arreter _ stop|textos|envoyez, service|services de rencontre|rencontres, freephone|freemsg|ringtone|ringtones|sonnerie|sonneries|txt|txts|polyphonique|polyphoniques|wap|nokia|motorola, cpf _ droits|expirent|formation|solde, vos droits cpf, amende _ http|regler|impayee",
    ),
    (
        2,
        "gratuit|gratuite|gratuits, gagner|gagne|gagnez, prix, reclamer|reclamez, cliquez, inscrivez vous, sms|texto|txt|texte, promo http, abonnez vous, \
         offre limitee|exclusive|speciale, dernier|derniere rappel|chance|tentative, sexe|sexy|chaud|chaude|coquine, par minute|semaine|message|min, \
         ton|tons mobile, mobile|mobiles, gagnant|gagnants, gbp|livres, camescope|camera, bonus, cash|especes, garantie|garanti, ur|u, box, age 0, seulement 0, tarif, facture|facturee, rencontrer, couleur, expire, credits, loterie|tirage|concours|jackpot, trading, crypto*, rendement*, formation gratuite, credit|pret rapide, rejoignez \
         notre|le|mon groupe|canal, dm pour, mp pour, invest*, numero 0, tc|cgu|bp|po",
    ),
];

/// Nothing to answer.
const OTHER: List = &[
    (
        3,
        "jeu concours, je participe, participation, je tente ma|ma chance, rejoignez|decouvrez|retrouvez|accedez|profitez|participez|venez|suivez|devenez|inscrivez _ \
         nous|vous|votre|notre|nos|vos|la|le|les|a|au|des, devient|devenir partenaire, partenaire officiel, nous recrutons|recherchons|sommes heureux|avons, \
         communique de presse, on recrute, offre d emploi, dans le cadre de, en direct de|du, belle photo|image, bonne nuit|annee|fete|journee tout|a|tous, joyeux \
         noel|anniversaire, joyeuses fetes, vous avez vu, article sur|de, selon|d apres, via @",
    ),
    (
        2,
        "mdr|ptdr|lol|xd|haha|hahaha|jpp, bonjour|salut|coucou|hello|bonsoir|hey, merci, ok|oui|non|daccord|accord|cordialement, de rien, je vous en prie, bonne journee|soiree, a bientot",
    ),
    (1, "mec|frere|gros|wesh|meuf|meufs|les gars"),
];

const HASTE: List = &[
    (
        3,
        "urgent|urgente|urgence|urgences|urgemment|urgentissime, au plus vite, le plus vite, au plus tot, des que possible, tout de suite, \
         immediatement|immediat|immediate, asap, dans l heure, dans %number_fr heures|heure|h|minutes|minute, ce soir meme, demain matin, \
         vite|vitee svp|s|merci, faites vite, tres vite, de suite, avant ce soir|demain|midi, en detresse, coince|coincee|coinces a|dans|sur, \
         bloque|bloquee|bloques a l|au|en|dans|sur aeroport|gare|quai|ascenseur|route, sans chauffage|eau|electricite|courant, mon train|vol|avion part|decolle, \
         je pars|decolle|embarque demain|ce|dans|aujourdhui, depart demain|dans|ce|aujourdhui, personne agee|handicapee, bebe|nourrisson, mon traitement|medicaments, \
         concurrence|concurrent, je vais resilier, je resilie, je desabonne, c est fini",
    ),
    (2, "rapidement, vite"),
    (1, "aujourdhui, ce soir, demain, depuis %number_fr semaines|mois"),
    (
        -2,
        "pas urgent|presse|pressee, rien d urgent, quand vous voulez|pourrez|pouvez|aurez, pas de souci si, pour info|information, a l occasion, simple question|curiosite, par curiosite, idee|suggestion",
    ),
];

const REQUEST: List = &[
    (
        2,
        "pouvez vous, pourriez vous, peux tu, pourrais tu, svp|stp, s il vous|te plait, merci de|d me|nous|bien|vouloir|votre, merci d avance, est il possible, \
         est ce possible, possible de|d, serait il possible, auriez vous, je souhaite|souhaiterais|voudrais|aimerais, j aimerais|ai besoin, besoin d aide|aide, \
         aidez moi|nous, m aider|indiquer|dire|expliquer|contacter|rappeler, contactez|rappelez|repondez moi|nous, dans l attente, en vous remerciant, cordialement",
    ),
    (1, "bonjour|bonsoir|salut|hello|coucou, merci, quelqu un, aide"),
];

const QUESTION: List = &[(
    1,
    "comment, pourquoi, combien, quand est ce, est ce que, est ce, qu est ce, quel|quelle|quels|quelles, c est quand, ou est|en|sont|se|puis|trouver, peut on, puis je, \
     avez vous, pouvez vous, y a t, savez vous, faut il, que faire, c est quoi, qui peut, a quelle",
)];

const OWN: List = &[(1, "je|j|mon|ma|mes|moi|m|me|nous|notre|nos, on")];
