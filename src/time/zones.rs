//! The clock of a country: one time zone each, that of its capital, compiled in.

use super::{OSLO, Timestamp, ZonedTime};
use jiff::tz::TimeZone;

/// Countries of the EU's gateway, their neighbours and GDHCN participants, and the zone of each capital.
///
/// Source: the IANA time zone database, `zone1970.tab`, as `jiff` carries it.
macro_rules! zones {
    ($($country:literal $zone:tt)*) => {
        fn zone(country: &str) -> Option<&'static TimeZone> {
            match country {
                $($country => {
                    static ZONE: TimeZone = jiff::tz::get!($zone);
                    Some(&ZONE)
                })*
                _ => None,
            }
        }
    };
}

zones! {
    "AD" "Europe/Andorra" "AE" "Asia/Dubai" "AL" "Europe/Tirane" "AM" "Asia/Yerevan" "AT" "Europe/Vienna"
    "BE" "Europe/Brussels" "BG" "Europe/Sofia" "BJ" "Africa/Porto-Novo" "BR" "America/Sao_Paulo" "CH" "Europe/Zurich"
    "CL" "America/Santiago" "CO" "America/Bogota" "CV" "Atlantic/Cape_Verde" "CY" "Asia/Nicosia" "CZ" "Europe/Prague"
    "DE" "Europe/Berlin" "DK" "Europe/Copenhagen" "EE" "Europe/Tallinn" "ES" "Europe/Madrid" "FI" "Europe/Helsinki"
    "FO" "Atlantic/Faroe" "FR" "Europe/Paris" "GB" "Europe/London" "GE" "Asia/Tbilisi" "GL" "America/Nuuk"
    "GR" "Europe/Athens" "HR" "Europe/Zagreb" "HU" "Europe/Budapest" "ID" "Asia/Jakarta" "IE" "Europe/Dublin"
    "IL" "Asia/Jerusalem" "IN" "Asia/Kolkata" "IS" "Atlantic/Reykjavik" "IT" "Europe/Rome" "JP" "Asia/Tokyo"
    "LB" "Asia/Beirut" "LI" "Europe/Vaduz" "LK" "Asia/Colombo" "LT" "Europe/Vilnius" "LU" "Europe/Luxembourg"
    "LV" "Europe/Riga" "MA" "Africa/Casablanca" "MC" "Europe/Monaco" "MD" "Europe/Chisinau" "ME" "Europe/Podgorica"
    "MG" "Indian/Antananarivo" "MK" "Europe/Skopje" "MT" "Europe/Malta" "MY" "Asia/Kuala_Lumpur" "NL" "Europe/Amsterdam"
    "NZ" "Pacific/Auckland" "OM" "Asia/Muscat" "PA" "America/Panama" "PE" "America/Lima" "PH" "Asia/Manila"
    "PL" "Europe/Warsaw" "PT" "Europe/Lisbon" "RO" "Europe/Bucharest" "RS" "Europe/Belgrade" "SA" "Asia/Riyadh"
    "SE" "Europe/Stockholm" "SG" "Asia/Singapore" "SI" "Europe/Ljubljana" "SK" "Europe/Bratislava"
    "SM" "Europe/San_Marino" "SV" "America/El_Salvador" "TG" "Africa/Lome" "TH" "Asia/Bangkok" "TN" "Africa/Tunis"
    "TR" "Europe/Istanbul" "TW" "Asia/Taipei" "UA" "Europe/Kyiv" "UY" "America/Montevideo" "VA" "Europe/Vatican"
    "VN" "Asia/Ho_Chi_Minh" "XK" "Europe/Belgrade" "ZA" "Africa/Johannesburg"
}

impl Timestamp {
    /// What calendar and clock show in Norway.
    ///
    /// ```
    /// use hcert::Timestamp;
    /// let at: Timestamp = "2022-02-01T23:30:00Z".parse()?;
    /// assert_eq!(at.in_oslo().to_string(), "2022-02-02T00:30:00+01:00");
    /// assert_eq!(at.in_oslo().date().to_string(), "2022-02-02");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn in_oslo(self) -> ZonedTime {
        self.in_zone(&OSLO)
    }

    /// What calendar and clock show in a country (ISO 3166-1 alpha-2): in its capital where it has several zones, in UTC
    /// where none is known.
    ///
    /// ```
    /// use hcert::Timestamp;
    /// let at: Timestamp = "2022-02-01T22:30:00Z".parse()?;
    /// assert_eq!(at.in_country("FI").to_string(), "2022-02-02T00:30:00+02:00");
    /// assert_eq!(at.in_country("ZZ").to_string(), "2022-02-01T22:30:00+00:00");
    /// # Ok::<(), hcert::time::TimeError>(())
    /// ```
    #[must_use]
    pub fn in_country(self, country: &str) -> ZonedTime {
        match country {
            "NO" | "NX" | "SJ" => self.in_oslo(),
            other => self.in_zone(zone(other).unwrap_or(&TimeZone::UTC)),
        }
    }

    fn in_zone(self, zone: &TimeZone) -> ZonedTime {
        let offset = jiff::Timestamp::from_second(self.unix())
            .map_or(0, |instant| zone.to_offset(instant).seconds());
        ZonedTime {
            local: self.plus_seconds(offset.into()),
            offset_seconds: offset,
        }
    }
}
