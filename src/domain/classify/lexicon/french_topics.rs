//! What a message is about, in French.
//!
//! Owns word lists only.

use super::{List, Sign};
use crate::domain::classify::label::Topic;

pub(super) const LISTS: &[(Sign, List)] = &[
    (Sign::Topic(Topic::Delivery), DELIVERY),
    (Sign::Topic(Topic::Delay), DELAY),
    (Sign::Topic(Topic::Billing), BILLING),
    (Sign::Topic(Topic::PaymentFailure), PAYMENT_FAILURE),
    (Sign::Topic(Topic::Refund), REFUND),
    (Sign::Topic(Topic::Cancellation), CANCELLATION),
    (Sign::Topic(Topic::BookingOrder), BOOKING_ORDER),
    (Sign::Topic(Topic::AccountAccess), ACCOUNT_ACCESS),
    (Sign::Topic(Topic::SecurityPrivacy), SECURITY_PRIVACY),
    (Sign::Topic(Topic::PolicyInfo), POLICY_INFO),
    (Sign::Topic(Topic::Quality), QUALITY),
    (Sign::Topic(Topic::Damaged), DAMAGED),
    (Sign::Topic(Topic::LostItem), LOST_ITEM),
    (Sign::Topic(Topic::CustomerService), CUSTOMER_SERVICE),
    (Sign::Topic(Topic::Staff), STAFF),
    (Sign::Topic(Topic::Queue), QUEUE),
    (Sign::Topic(Topic::Outage), OUTAGE),
    (Sign::Topic(Topic::OfferPricing), OFFER_PRICING),
    (Sign::Topic(Topic::WebsiteApp), WEBSITE_APP),
    (Sign::Topic(Topic::Content), CONTENT),
    (Sign::Topic(Topic::EquipmentReturn), EQUIPMENT_RETURN),
];

const DELIVERY: List = &[
    (
        4,
        "colis, livraison|livraisons, livreur|livreurs, point relais, jamais|pas recu ma|mon commande|colis, ou est _ commande|colis, raccordement|raccorder|raccorde, rendez vous _ technicien, technicien*, intervention|interventions, installation fibre|de, pas _ recu la box",
    ),
    (
        3,
        "livre|livree|livrer|livres, expedition|expedie|expediee, transporteur, relais colis, suivi, installer|installation|installateur*|installe|installee la|de|du|la, demenagement, pas|jamais|rien recu|recue, recu _ commande|article|produit, chronopost|colissimo, facteur, ma commande",
    ),
    (1, "commande, recu|recue, souscrit|souscris|souscription"),
];
const DELAY: List = &[
    (
        4,
        "retard|retards|retarde|retardee, train|vol|avion|bus|metro|rer _ retard|retarde|attente, minutes|heures|h de retard, en retard",
    ),
    (
        2,
        "toujours pas parti|arrive|decolle, ponctuel|ponctualite, attente a bord, correspondance ratee|manquee, rate|loupe _ correspondance|train|avion|vol",
    ),
];
const BILLING: List = &[
    (
        4,
        "facture|factures|facturation|facture|facturee|factures, preleve|prelevee|prelevement|prelevements, debite|debitee deux|0|fois, frais, trop percu, montant, echeancier|echeance, double|deux|2 fois debite|preleve, hors forfait",
    ),
    (2, "paye|payer|paie|payes _ 0 €, € 0, debit|debite|debitee, facturer, mensualite*, impaye, compteur|releve"),
];
const PAYMENT_FAILURE: List = &[
    (
        5,
        "paiement|payement|virement|carte|transaction|bancaire _ refuse|refusee|echoue|rejete|rejetee|bloque|bloquee|passe|fonctionne|marche|impossible|attente, impossible de payer|regler, n arrive pas a payer|regler, erreur _ paiement, refus|echec de|du paiement",
    ),
    (2, "paiement|paiements|virement, carte bancaire, payer en ligne, paypal"),
];
const REFUND: List = &[
    (
        5,
        "rembours*, remboursez, avoir _ rembourse, recuperer mon argent, rendez _ argent|sous|pognon, rendre mon argent",
    ),
    (2, "dedommag*, compensation, geste commercial, indemnis*, caution"),
];
const CANCELLATION: List = &[
    (
        4,
        "resili*, annul*, desabonn*, cloturer|cloture, supprimer|suppression|fermer _ compte, retractation, resiliation, me retracter, mettre fin",
    ),
    (2, "quitter|quitte, partir chez, suspendre"),
];
const BOOKING_ORDER: List = &[
    (
        4,
        "reservation|reservations|reserver|reserve|reservee, modifier|changer _ commande|billet|reservation|date|vol|train|siege|place, billet|billets, carte d embarquement, enregistrement en|vol, passer commande|une",
    ),
    (
        2,
        "commander|commande|commandes, chambre|table|siege|place|places, numero de commande, rendez vous, sejour|voyage|nuitee*",
    ),
];
const ACCOUNT_ACCESS: List = &[
    (
        4,
        "mot de passe, me connecter|identifier, connecter _ compte|espace|webmail|mail, connexion|acces|acceder|accede _ compte|espace|boite|mails|mail|messagerie, identifiant|identifiants, compte bloque|verrouille|suspendu, code sms|confidentiel|de verification|pin|d acces, espace client|abonne|personnel, webmail, boite mail, double authentification",
    ),
    (
        2,
        "compte, se connecter, mon espace, changer _ adresse|mail|email|coordonnees|numero|nom, mails|mail|courriels|courriel, inscription|inscrire, authentification",
    ),
];
const SECURITY_PRIVACY: List = &[
    (
        4,
        "pirate|piratage|piratee|pirater, hameconnage|phishing|arnaque au, fraude|frauduleux|frauduleuse|fraudes, donnees personnelles|bancaires|perso, fuite de donnees, vol _ identite, usurpation|usurpe, rgpd|cnil, carte volee|perdue, opposition, m appeler tous, demarchage|demarcher|harcelement telephonique, faux sms|mail|site|conseiller, mail|sms|appel suspect|frauduleux",
    ),
    (2, "securite, confidentialite, suspect|suspecte, spam|spams, tous les jours pour me"),
];
const POLICY_INFO: List = &[
    (
        4,
        "horaire|horaires, ouvert|ouverts|ouverte|ferme|fermes _ dimanche|lundi|samedi|demain|ferie|jour|matin|soir, a quelle heure, vous etes ouvert|ouverts, ouvrez|fermez, conditions generales|d|de, garantie, reglement|politique, delai|delais de|d, bagage cabine, animaux acceptes|autorises, justificatif|justificatifs, documents|papiers necessaires|faut, eligible|eligibilite",
    ),
    (
        2,
        "garanti, renseignement|renseignements|information|informations, acceptez, est il possible, autorise|autorises, valable|validite, adresse, parking, comment ca",
    ),
];
const QUALITY: List = &[
    (
        3,
        "qualite, mauvaise qualite, defectueu*, lent|lente|lenteur, debit, immangeable, sale|sales|salete, froid|froide, degoutant|degueulasse|infect, goute|gout, bruyant|bruit, ne marche jamais|pas, redemarrer|redemarre, eteint, reseau pourri|nul|eclate|mauvais|sature, mauvais|mauvaise|pietre, dure pas, tombe en panne, que des problemes, fonctionne mal, rame, capte mal|pas|plus",
    ),
    (1, "produit, nul|nulle, merde, probleme|problemes, reseau, chambre, repas|plat"),
];
const DAMAGED: List = &[(
    4,
    "casse|cassee|casses|cassees, abime|abimee|abimes, endommage*, dechire|dechiree, raye|rayee, brise|brisee, ecrase|ecrasee, fissure*, en morceaux|miettes, ecran casse, arrive ouvert|abime|casse, perce|percee, cabosse*",
)];
const LOST_ITEM: List = &[(
    4,
    "bagage|bagages|valise|valises perdu|perdue|perdus|egare|egaree|manquant, perdu|oublie|laisse|egare _ sac|valise|telephone|doudou|portefeuille|bagage|veste|cles|parapluie|ordinateur|colis|tablette|echarpe, objet|objets trouve|trouves|perdu|perdus, valise|valises|bagage|bagages, colis perdu|egare|vole",
)];
const CUSTOMER_SERVICE: List = &[
    (
        4,
        "service client|clients|clientele|apres|assistance|consommateur, sav, conseiller|conseillers|conseillere, hotline, standard telephonique, injoignable|injoignables, parler|joindre|avoir _ quelqu|humain|conseiller|personne, personne ne repond|decroche|rappelle, ca raccroche, aucune|pas|sans de|reponse reponse|a, messages automatiques, raccroche*, impossible de _ joindre|contacter, me rappelle|rappeler|recontacter",
    ),
    (
        2,
        "assistance, reponse|repondez|repondre|repond|repondent, appels|appel|appeler|appelle, numero surtaxe|surtaxes, joindre|contacter|contactez|contact, dm|mp, mails sans, message|messages, au telephone, par telephone",
    ),
];
const STAFF: List = &[
    (
        4,
        "vendeur|vendeurs|vendeuse, caissier|caissiere|caissieres, chauffeur|chauffeurs|conducteur, serveur|serveuse, hotesse|hotesses|steward, controleur|controleurs|controleuse, receptionniste, personnel, employe|employes|employee, agent|agents, equipage, guichetier|guichetiere, vigile, equipe|equipes",
    ),
    (
        2,
        "accueil, impoli|impolie|malpoli*|desagreable*|aimable|souriant*|sympathique|agressif|agressive|meprisant*, monsieur|dame, amabilite",
    ),
];
const QUEUE: List = &[
    (
        4,
        "file d attente, files d attente, queue, la queue, caisse|caisses, heures d attente, attente interminable, fait la queue, guichet|guichets, une seule caisse",
    ),
    (2, "attente|attendre|attends, minutes d attente, patienter|poireauter"),
];
const OUTAGE: List = &[
    (
        4,
        "panne|pannes, plus d|de|dinternet internet|reseau|connexion|wifi|tv|courant|electricite|gaz|eau|chauffage, plus dinternet, plu d internet, pas d|de internet|reseau|connexion|wifi|courant|tele|tv, aucun|aucune reseau|connexion|signal, sans internet|connexion|reseau|electricite|courant|eau|chauffage, coupure|coupures, \
      etape 0, deconnexion*, hors service, reseau mobile|fibre|4g|5g|indisponible|hs, internet _ fonctionne|marche|coupe|arrete|plante, ne fonctionne|marche plus, fonctionne|marche plus, serveur|serveurs down|hs, capte|captons plus|rien, bloque|bloquee a, plantent|plante, site down, retablissement|retabli",
    ),
    (
        2,
        "internet, connexion, reseau, wifi, 4g|5g, ne fonctionne|marche _ pas, fonctionne|marche pas|toujours, box|freebox|livebox, dns, tv, fibre, down, flux",
    ),
];
const OFFER_PRICING: List = &[
    (
        4,
        "promo|promos|promotion|promotions, code promo|reduction, tarif|tarifs, offre|offres, devis, prix, combien _ coute|coutent, remise|reduction|reductions, solde|soldes, black friday, changer|passer _ forfait|offre|fibre, engagement, augmentation|augmente|augmenter, trop cher, abonnement a|pour|etudiant, partenaire officiel",
    ),
    (
        2,
        "forfait|forfaits|abonnement|abonnements, cher|chere|moins cher, souscrire, acheter, en stock, gratuit|gratuite|gratuitement, fidelite, disponible",
    ),
];
const WEBSITE_APP: List = &[
    (
        4,
        "site|application|appli|app _ bug|bugge|plante|marche|fonctionne|lent|lente|charge|ouvre|rame|inaccessible|indisponible|down, appli|application|app, site internet|web, mise a jour, bug|bugs|bugge|beug, page blanche|d erreur|en boucle, erreur 404|500|0, page ne charge, sur le|votre site, lien ne marche|mort",
    ),
    (2, "site, en ligne, page, panier"),
];
const CONTENT: List = &[(
    4,
    "chaine|chaines, programme|programmes, replay, film|films|serie|series, netflix|canal|disney|prime, pub|pubs|publicite|publicites, enregistrement|enregistrements, episode|episodes, match|matchs, emission|emissions, sous titres, podcast, contenu|contenus, streaming, bouquet",
)];
const EQUIPMENT_RETURN: List = &[
    (
        4,
        "retourner|retour|renvoyer|renvoye|renvoi|renvoie|restituer|restitution|rendre _ materiel|box|freebox|livebox|equipement|equipements|appareil|appareils|article|colis|produit|commande|decodeur|player|chaussures|robe, etiquette de retour, bon de retour, echanger|echange _ article|produit|taille|contre, retour produit, renvoyer un|une|mon|ma|mes|l",
    ),
    (2, "echange|echanger, retours|retourner, materiel"),
];
