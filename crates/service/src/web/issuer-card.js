// The yellow card: what its record holds, and what is shown of the code that it becomes.
import { PRODUCTS } from './issuer-products.js';

/** An invented person. */
export const EXAMPLE = {
  n: 'Nordmann Eira', dob: '1990-02-03', s: 'female', nt: 'NOR', id: 'X0000001', dt: 'PPN',
  vx: { vp: PRODUCTS.find(([, name]) => name.includes('STAMARIL'))?.[0] ?? '', dv: new Date(Date.now() - 864e5).toISOString().slice(0, 10), bo: 'B123', cn: 'Dr. Kari Lege' },
  v: '1.0',
};

export const empty = () => ({ n: '', dob: '', s: '', nt: '', vx: { vp: '', dv: '', bo: '' }, v: '1.0' });

/** The fields of the holder and of the dose: name, what is typed or chosen there, an example, and the word that labels it. */
export const FIELDS = {
  holder: [
    ['n', 'text', '', 'travelName'], ['dob', 'date', '', 'dateOfBirth'],
    ['s', ['female', 'male', 'other', 'unknown'].map(code => [code, code]), '', 'sex'], ['nt', 'text', 'NOR', 'nationality'],
    ['id', 'text', '', 'documentNumber'], ['dt', 'text', 'PPN', 'documentType'], ['gn', 'text', '', 'guardian'],
  ],
  dose: [
    ['vp', PRODUCTS, '', 'product'], ['dv', 'date', '', 'date'], ['bo', 'text', '', 'lot'], ['cn', 'text', '', 'clinician'],
    ['is', 'text', 'NOR', 'authority'],
  ],
};

/** Whether a JSON value is a card's record as the form has it. */
export const isCard = card => typeof card?.n === 'string' && card.vx?.constructor === Object;
