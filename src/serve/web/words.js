// What the page says by itself; verdicts, reasons and fields come from the library in the same languages.
export const LANGUAGES = ['en', 'nb', 'nn'];

const WORDS = {
  title: ['Verify a certificate', 'Kontroller et sertifikat', 'Kontroller eit sertifikat'],
  language: ['Language', 'Språk', 'Språk'],
  camera: ['Camera', 'Kamera', 'Kamera'],
  which: ['Camera', 'Kamera', 'Kamera'],
  idle: ['Hold the code in front of the camera, or use a hand-held scanner.', 'Hold koden foran kameraet, eller bruk en håndskanner.', 'Hald koden framfor kameraet, eller bruk ein handskannar.'],
  start: ['Start the camera', 'Start kameraet', 'Start kameraet'],
  stop: ['Stop the camera', 'Stopp kameraet', 'Stopp kameraet'],
  torch: ['Light', 'Lys', 'Lys'],
  file: ['Picture or PDF…', 'Bilde eller PDF …', 'Bilete eller PDF …'],
  paste: ['Paste', 'Lim inn', 'Lim inn'],
  drop: ['A picture, a PDF or a text can also be dropped or pasted here. Nothing leaves this device.', 'Et bilde, en PDF eller en tekst kan også slippes eller limes inn her. Ingenting forlater denne enheten.', 'Eit bilete, ein PDF eller ein tekst kan òg sleppast eller limast inn her. Ingenting forlèt denne eininga.'],
  options: ['The check', 'Kontrollen', 'Kontrollen'],
  where: ['Where', 'Hvor', 'Kvar'],
  border: ['At the border', 'Ved grensen', 'Ved grensa'],
  domestic: ['In Norway', 'I Norge', 'I Noreg'],
  rules: ['Rules of', 'Regler for', 'Reglar for'],
  noRules: ['no country', 'ingen land', 'ingen land'],
  allRules: ['every country that is known', 'alle kjente land', 'alle kjende land'],
  arrival: ['Arrival (else now)', 'Ankomst (ellers nå)', 'Framkomst (elles no)'],
  passport: ['Compare with the passport', 'Sammenlign med passet', 'Samanlikn med passet'],
  name: ['Name, as in the lower lines', 'Navn, som i de nederste linjene', 'Namn, som i dei nedste linjene'],
  dob: ['Date of birth', 'Fødselsdato', 'Fødselsdato'],
  busy: ['Checking…', 'Kontrollerer …', 'Kontrollerer …'],
  next: ['Next', 'Neste', 'Neste'],
  machine: ['Name in the passport’s lines', 'Navn i passets linjer', 'Namn i linjene i passet'],
  written: ['Name', 'Navn', 'Namn'],
  born: ['Born', 'Født', 'Fødd'],
  summary: ['Certificate', 'Sertifikat', 'Sertifikat'],
  details: ['Details', 'Detaljer', 'Detaljar'],
  findings: ['Every check', 'Alle kontroller', 'Alle kontrollar'],
  deviations: ['Deviations', 'Avvik', 'Avvik'],
  countries: ['On arrival', 'Ved ankomst', 'Ved framkomst'],
  several: ['Code {n} of {all}', 'Kode {n} av {all}', 'Kode {n} av {all}'],
  pass: ['holds', 'holder', 'held'],
  fail: ['fails', 'holder ikke', 'held ikkje'],
  open: ['open', 'åpent', 'ope'],
  skipped: ['not asked', 'ikke spurt', 'ikkje spurt'],
  passed: ['rules met', 'oppfylt', 'oppfylt'],
  failed: ['not met', 'ikke oppfylt', 'ikkje oppfylt'],
  'no-rules': ['no rules', 'ingen regler', 'ingen reglar'],
  loading: ['Fetching the lists…', 'Henter listene …', 'Hentar listene …'],
  noLists: ['The lists could not be fetched: no code can be verified. Connect to the network once and load the page again.', 'Listene kunne ikke hentes: ingen kode kan kontrolleres. Koble til nettet én gang og last siden på nytt.', 'Listene kunne ikkje hentast: ingen kode kan kontrollerast. Kople til nettet éin gong og last sida på nytt.'],
  noCamera: ['The camera cannot be used here', 'Kameraet kan ikke brukes her', 'Kameraet kan ikkje brukast her'],
  insecure: ['The camera works only if this page comes over HTTPS, or from this very machine', 'Kameraet virker bare når siden kommer over HTTPS, eller fra denne maskinen selv', 'Kameraet verkar berre når sida kjem over HTTPS, eller frå denne maskina sjølv'],
  noPaste: ['The clipboard holds neither text nor picture, or may not be read', 'Utklippstavlen har verken tekst eller bilde, eller kan ikke leses', 'Utklippstavla har korkje tekst eller bilete, eller kan ikkje lesast'],
  broken: ['The check ended unexpectedly: this cannot be verified here', 'Kontrollen ble avbrutt: dette kan ikke kontrolleres her', 'Kontrollen vart avbroten: dette kan ikkje kontrollerast her'],
  cannot: ['cannot verify', 'kan ikke avgjøres', 'kan ikkje avgjerast'],
  again: ['try again, or look at the certificate another way', 'prøv igjen, eller se på sertifikatet på en annen måte', 'prøv igjen, eller sjå på sertifikatet på ein annan måte'],
  keys: ['keys: {n}', 'nøkler: {n}', 'nøklar: {n}'],
  noKeys: ['NO KEY IS TRUSTED', 'INGEN NØKKEL ER BETRODD', 'INGEN NØKKEL ER TILTRUDD'],
  trust: ['trust list {age}', 'tillitsliste {age}', 'tillitsliste {age}'],
  trustUndated: ['trust list without date', 'tillitsliste uten dato', 'tillitsliste utan dato'],
  revoked: ['revoked list {age}', 'tilbaketrukne {age}', 'tilbaketrekte {age}'],
  noRevoked: ['no list of revoked certificates', 'ingen liste over tilbaketrukne', 'inga liste over tilbaketrekte'],
  tooOld: ['TOO OLD', 'FOR GAMMEL', 'FOR GAMMAL'],
  minutes: ['{n} min old', '{n} min gammel', '{n} min gammal'],
  hours: ['{n} h old', '{n} t gammel', '{n} t gammal'],
  days: ['{n} days old', '{n} dager gammel', '{n} dagar gammal'],
  pages: ['Control pages of a person', 'Kontrollsider for en person', 'Kontrollsider for ein person'],
  record: ['The record', 'Journalen', 'Journalen'],
  recordHint: ['JSON or an HL7 FHIR bundle. It is sent to this service, which keeps nothing of it.', 'JSON eller en HL7 FHIR-bunt. Den sendes til denne tjenesten, som ikke lagrer noe av den.', 'JSON eller ein HL7 FHIR-bunt. Han blir send til denne tenesta, som ikkje lagrar noko av han.'],
  make: ['Make the pages', 'Lag sidene', 'Lag sidene'],
  example: ['An example', 'Et eksempel', 'Eit døme'],
  recordFile: ['A file…', 'En fil …', 'Ei fil …'],
  clear: ['Clear', 'Tøm', 'Tøm'],
  token: ['Token of the service', 'Tjenestens nøkkelord', 'Nøkkelordet til tenesta'],
  paper: ['To be posted: without tests', 'Skal sendes i posten: uten tester', 'Skal sendast i posten: utan testar'],
  result: ['The pages', 'Sidene', 'Sidene'],
  green: ['green', 'grønn', 'grøn'],
  red: ['red', 'rød', 'raud'],
  until: ['until', 'til', 'til'],
  save: ['Save', 'Lagre', 'Lagre'],
  newer: ['newer than the clock', 'nyere enn klokken', 'nyare enn klokka'],
};

/** The words for a key in a language, with {values} filled in. */
export function words(lang, key, values = {}) {
  const all = WORDS[key];
  const text = all ? all[LANGUAGES.indexOf(lang)] ?? all[0] : key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** An age in the unit that fits. */
export function age(lang, { ageSeconds, tooOld }) {
  const [key, n] = ageSeconds < 0 ? ['newer', 0]
    : ageSeconds < 3600 ? ['minutes', Math.floor(ageSeconds / 60)]
    : ageSeconds < 172800 ? ['hours', Math.floor(ageSeconds / 3600)]
    : ['days', Math.floor(ageSeconds / 86400)];
  return words(lang, key, { n }) + (tooOld ? `, ${words(lang, 'tooOld')}` : '');
}
