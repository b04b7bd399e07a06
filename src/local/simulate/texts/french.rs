//! What invented French-speaking customers write, by theme. `{slots}` are filled by the parent module.
//!
//! Owns sentences only; the parent decides when one is said. Every name, number and event is made up.

/// Incidents and requests about something the customer already has.
pub const SUPPORT: &[&str] = &[
    "bonjour, mon train {train} {city}-{town} est affiché supprimé et je n'ai reçu aucune alternative, je fais comment ?",
    "Billet acheté sur l'appli, débité {amount}, mais aucun e-billet reçu. Dossier {order}",
    "je suis bloqué à {city} depuis {minutes} min, la correspondance est partie sans nous. Qui prend en charge l'hôtel ?",
    "impossible de changer mon billet de {day}, le site plante au moment du paiement",
    "plus de fibre depuis {day} {time}, la box clignote rouge, déjà redémarrée 3 fois",
    "Pas de réseau mobile à {city} depuis ce matin, c'est une panne générale ou juste moi ?",
    "ma ligne est coupée alors que la facture est payée, référence {order}",
    "le technicien devait passer entre 8h et 12h, il est {time} et toujours personne",
    "Colis {order} marqué livré {day}, mais je n'ai rien reçu et le voisin non plus",
    "j'ai reçu le mauvais article, j'avais commandé {product} et j'ai eu des chaussettes 😅 je renvoie où ?",
    "j'ai reçu {product} en miettes, carton éventré. Photos dispo. Commande {order}",
    "Mon colis tourne entre {city} et {town} depuis {days} jours, vous pouvez débloquer ça ?",
    "ma carte a été avalée par le distributeur de {city}, agence fermée, je fais quoi ??",
    "virement de {amount} parti {day}, toujours pas arrivé. Dossier {order} merci de vérifier",
    "je n'arrive plus à me connecter à mon espace client, le code par sms n'arrive jamais",
    "prélèvement de {amount} que je ne reconnais pas sur mon compte ce matin",
    "compteur en défaut, plus d'électricité dans l'appart depuis {time}, j'ai un bébé à la maison",
    "Facture de {amount} pour un studio vide, il y a forcément une erreur de relève. Contrat {order}",
    "J'ai déménagé à {town} et le contrat est toujours à l'ancienne adresse malgré 2 demandes",
    "double prélèvement en {month} ({amount} x2), merci de regarder",
    "valise restée à {city}, vol arrivé il y a {days} jours, référence {order}, des nouvelles ?",
    "Ma déclaration de sinistre {order} est au point mort, l'expert n'a jamais rappelé",
    "code promo refusé au paiement alors qu'il est encore valable, fin prévue {day}",
    "la carte de fidélité a perdu tous ses points après la mise à jour de l'appli",
    "J'ai oublié un sac noir dans le {train} vers {town}, siège 54, vous avez un service objets trouvés ?",
    "l'appli se ferme toute seule depuis la mise à jour, téléphone sous android 14",
    "ma commande {order} est bloquée en préparation depuis {days} jours, pouvez vous la faire partir ?",
    "chauffage collectif en panne à la résidence, {days} jours à 14 degrés, quand passe quelqu'un ?",
];

/// Dissatisfaction first; a request second, if at all.
pub const COMPLAINT: &[&str] = &[
    "encore {minutes} minutes de retard, c'est tous les matins la même chose, honteux",
    "Franchement {amount} pour voyager debout entre {city} et {town}, vous n'avez pas honte",
    "{days} jours que j'attends une réponse. Service client inexistant.",
    "45 min d'attente au téléphone pour se faire raccrocher au nez. BRAVO 👏",
    "toujours la même réponse copiée-collée, vous lisez les messages au moins ?",
    "Troisième technicien qui ne vient pas. Je pose des demi-journées pour rien, c'est du mépris",
    "j'en ai marre de payer {amount} par mois pour un débit digne de 1998",
    "votre livreur a jeté le colis par dessus le portail, génial pour {product} 🙄",
    "La qualité a vraiment baissé, {product} : poubelle au bout de {days} jours",
    "agence de {city} : un seul guichet ouvert, quinze personnes, et la clim en panne",
    "{amount} de frais pour un découvert de 3 euros, des voleurs",
    "Augmentation de 30% sans prévenir, merci pour les retraités",
    "on m'a promis un rappel sous 48h, ça fait {days} jours. Je résilie.",
    "Merci pour les toilettes condamnées et zéro clim sur le {train}, voyage au top comme d'hab",
    "jamais vu un personnel aussi désagréable qu'à {town} samedi, je ne remettrai plus les pieds chez vous",
    "Publicité mensongère : annoncé à {amount}, facturé le double en caisse",
    "Le chatbot tourne en rond, impossible de parler à un humain, c'est pénible",
    "Hôtel réservé avec vous à {town} : chambre sale et personne à l'accueil avant {time}",
    "vous fermez encore un guichet à {city}... le service public c'est fini apparemment",
    "ça fait 4 fois que je raconte mon histoire à 4 conseillers différents, personne ne sait rien",
];

/// Questions before, during and after; no incident.
pub const SERVICE: &[&str] = &[
    "Bonjour, à quelle heure ouvre la boutique de {city} le dimanche ?",
    "est-ce que le {train} de {time} prend les vélos non démontés ?",
    "quels papiers faut-il pour ouvrir un compte jeune ?",
    "bonjour, combien de temps pour une livraison à {town} ?",
    "On peut venir avec un chien de 8 kg dans le train {city}-{town} ?",
    "Le bagage cabine c'est quelles dimensions chez vous svp",
    "c'est possible de retirer {product} en magasin le jour même ?",
    "Comment je relève l'index du nouveau compteur ? il y a trois chiffres différents",
    "Le forfait fonctionne-t-il en Suisse sans supplément ?",
    "jusqu'à quand peut on échanger un article acheté {day} ?",
    "Bonjour, l'accès fauteuil roulant est possible à la gare de {town} ?",
    "Où trouver l'attestation d'assurance scolaire dans l'espace client ?",
    "le parking de la gare de {city} est gratuit le week-end ?",
    "petite question : la garantie de {product} c'est 2 ou 3 ans ?",
    "Vous acceptez les chèques vacances pour le {train} ?",
    "bonjour y a t il du wifi à bord vers {town}",
    "Quel est le délai pour un changement de fournisseur, il y a une coupure ?",
];

/// Wants to buy, compare, get a price.
pub const SALES: &[&str] = &[
    "Bonjour, je cherche un forfait 100 Go sans engagement, vous avez quoi à moins de {amount} ?",
    "Il vous reste {product} en bleu taille M ?",
    "quel est le prix d'un aller-retour {city}-{town} pour deux adultes et un enfant mi-{month} ?",
    "Intéressée par votre prêt auto, quel taux pour 12 000 euros sur 4 ans ?",
    "vous faites une remise pour les étudiants ?",
    "je voudrais un devis pour une pompe à chaleur, maison de 110 m2 près de {town}",
    "C'est quand les prochaines promos sur {product} ?",
    "je veux passer à la fibre, mon immeuble à {city} est éligible ?",
    "On est un club de 35 personnes, il existe un tarif groupe ?",
    "Bonjour, dispo pour 3 nuits à {town} le week-end de {month} ? petit dej compris ?",
];

/// Thanks and good news.
pub const PRAISE: &[&str] = &[
    "Merci au contrôleur du {train} ce matin, adorable avec ma grand-mère 🙏",
    "Colis arrivé avec un jour d'avance et super bien emballé, merci !",
    "bravo à {person} du service client, problème réglé en 5 minutes",
    "Rien à dire, la nouvelle appli est top 👍",
    "Conseillère très à l'écoute à l'agence de {city}, ça change tout, merci",
    "Fibre installée ce matin à {town}, technicien ponctuel et sympa. 10/10",
    "merci merci merci pour le sac retrouvé !! je n'y croyais plus ❤️",
    "bien reçu {product}, qualité au rendez-vous, je recommande",
    "Pour une fois qu'un service client répond vite, il faut le dire : merci",
];

/// Nothing to answer.
pub const OTHER: &[&str] = &[
    "on dirait la pub de @acme mais en moins bien 😂",
    "ok",
    "Qui d'autre est dans le {train} là ?",
    "je passe devant @acme tous les jours et je n'y suis jamais entré",
    "C'est noté, bonne journée à vous",
    "@{person}_k tu as vu leur nouvelle affiche à {city} ?",
    "Mon grand-père travaillait là dans les années 70, que de souvenirs",
    "dispo demain à {time} pour un café avant le train ?",
    "lundi. encore un lundi.",
];

/// Safety, law, leaked data, somebody in danger.
pub const CRISIS: &[&str] = &[
    "URGENT forte odeur de gaz dans l'immeuble, 12 rue des Lilas à {city}, personne ne décroche !!",
    "il y a de la fumée dans la voiture 7 du {train}, le conducteur ne répond pas",
    "Je vois les factures et l'adresse d'une autre cliente dans mon espace, c'est une fuite de données grave",
    "une dame vient de faire un malaise quai 2 à {town}, il n'y a aucun agent",
    "j'avais posé {product} à charger et ça a pris feu, ma fille est brûlée à la main. Mon avocat vous écrit",
    "je dépose plainte {day}, votre conseiller m'a menacée au téléphone, j'ai l'enregistrement",
];

/// Unwanted advertising and traps.
pub const SPAM: &[&str] = &[
    "Gagnez {amount} par jour depuis chez vous 💰 lien en bio",
    "Besoin d'un crédit rapide sans justificatif ? Écrivez à {person} sur la messagerie",
    "FOLLOWERS pas chers, livraison immédiate >>> écrivez moi",
    "félicitations vous avez été tiré au sort, confirmez votre adresse pour recevoir {product}",
];

/// Everybody about the same disrupted day.
pub const STRIKE: &[&str] = &[
    "Grève {day} : est-ce que le {train} de {time} circule oui ou non ?",
    "combien de trains demain entre {city} et {town} avec la grève ?",
    "encore une grève, encore nous les otages. ras le bol",
    "mon train est annulé à cause de la grève, je suis remboursé comment ?",
    "Grève annoncée, j'ai un examen à {town} à {time}, comment je fais moi ??",
    "l'appli dit que ça roule, le panneau en gare dit supprimé. Qui croire ?",
    "Vous prévoyez des bus de remplacement {city}-{town} pendant le mouvement social ?",
    "billet échangeable sans frais pour la grève de {day} ? l'échange me demande {amount}",
    "{minutes} min sur le quai à {city}, pas une annonce, vive la grève",
    "la grève est reconduite {day} aussi ? besoin de savoir pour poser un congé",
    "Soutien aux grévistes mais un minimum d'info aux voyageurs ce serait bien",
    "Grève = hôtel à ma charge ? coincée à {town} avec deux enfants",
    "abonnée à {amount} par mois et pas un train de la semaine, une compensation de prévue ?",
    "c'est confirmé la grève demain matin ? rien sur votre site",
    "On nous a fait descendre à {town} sans explication. Grève surprise ?",
    "trafic interrompu sur toute la ligne, reprise prévue quand svp",
    "jour 3 de grève, je perds mon boulot à force d'arriver en retard, merci",
    "le {train} est maintenu mais bondé, impossible de monter à {city}",
];

/// Thousands answering one post.
pub const VIRAL: &[&str] = &[
    "sérieusement ? c'est ça votre excuse ?",
    "mdr le community manager va passer une sale journée",
    "pareil pour moi, {amount} envolés et aucune nouvelle",
    "boycott.",
    "Et pour ceux qui ont payé plein tarif, vous faites quoi ?",
    "😂😂😂",
    "honte à vous",
    "perso jamais eu de souci, ils sont plutôt réglo",
    "Répondez à la question au lieu de noyer le poisson",
    "ratio",
    "je résilie aujourd'hui même, merci de confirmer la procédure",
    "c'est de la récup, supprimez ce post",
    "Ma mère a 82 ans et attend toujours depuis {days} jours, dossier {order}",
    "quelqu'un peut expliquer ce qui se passe ?",
    "Enfin une marque qui s'excuse, respect",
    "première et dernière commande chez vous",
    "On veut des remboursements pas des excuses",
    "@{person}_k regarde les commentaires 🍿",
    "et la boutique de {city}, elle est concernée aussi ?",
    "blablabla",
];

/// Money back: when, how much, why not.
pub const REFUND: &[&str] = &[
    "j'ai renvoyé {product} il y a {days} jours, où en est mon remboursement ? Commande {order}",
    "Remboursement de {amount} annoncé sous 14 jours, on est au jour {days}...",
    "train supprimé, je demande le remboursement, pas un bon d'achat",
    "vous m'avez remboursé la moitié seulement, il manque {amount}",
    "comment demander un remboursement pour un vol annulé ? le formulaire plante",
    "le remboursement part sur une carte expirée, comment je change ?",
    "Les frais de port sont remboursés aussi en cas de retour ?",
    "Bonjour quel est le délai de remboursement svp, rien reçu depuis {month}",
    "au téléphone on m'a dit 5 jours, par mail 30 jours. c'est quoi la vérité pour le remboursement ?",
    "trop perçu de {amount} sur ma facture d'énergie, vous le rendez quand ?",
    "résilié en {month}, le dépôt de garantie de la box n'est toujours pas revenu",
    "je ne lâcherai pas : {amount} remboursés ou je saisis le médiateur",
    "Merci pour le remboursement reçu ce matin, rapide !",
    "remboursement refusé car hors délai, alors que c'est VOUS qui avez livré en retard. {order}",
    "j'ai annulé dans l'heure, pourquoi {amount} toujours bloqués sur mon compte",
    "peut-on être remboursé en magasin à {city} d'un achat en ligne ?",
];
