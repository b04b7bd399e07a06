//! Classes of words that patterns name with `%`.
//!
//! Owns word lists only.

/// The words of a class, between spaces; empty for a class nobody defined.
pub(super) fn words(class: &str) -> &'static str {
    match class {
        "item_fr" => {
            "colis commande commandes paquet livraison article articles produit produits courrier lettre cadeau \
             recommande livraisons marchandise carton"
        }
        "item_en" => {
            "order orders parcel parcels package packages delivery item items shipment product stuff purchase mail \
             letter gift box"
        }
        "thing_fr" => {
            "internet reseau connexion box fibre tv tele television telephone ligne wifi adsl 4g 5g appli application \
             site service mail mails compte carte frigo machine appareil telephone portable chauffage compteur \
             telecommande decodeur imprimante borne ascenseur clim cle player freebox livebox voiture batterie ecran \
             ordinateur tablette lien page code debit forfait lave"
        }
        "thing_en" => {
            "internet network connection wifi wi service line phone app application website site page link email \
             account card machine device box tv system portal login heating boiler meter printer elevator air \
             battery screen laptop tablet code broadband signal data update software computer payment server servers"
        }
        "number_fr" => "0 un une deux trois quatre cinq six sept huit dix plusieurs quelques quinze",
        "number_en" => "0 a an one two three four five six seven eight nine ten several few couple",
        "span_fr" => "jours jour jrs semaines semaine mois heures heure h ans an annee annees minutes plombes soirs",
        "span_en" => "days day weeks week months month hours hour hrs years year minutes",
        "when_fr" => {
            "ce hier lundi mardi mercredi jeudi vendredi samedi dimanche le longtemps debut janvier fevrier mars \
             avril mai juin juillet aout septembre octobre novembre decembre avant"
        }
        "relative_fr" => "ma mon mes ta ton sa son notre la le un une ses nos les",
        "person_fr" => {
            "fils fille enfant bebe mari femme mere pere amie ami grand collegue client clients passager enfants"
        }
        "person_en" => {
            "son daughter child baby husband wife mother father mom dad friend kid kids someone toddler infant \
             passenger customer grandmother dog"
        }
        _ => "",
    }
}
