// SPDX-License-Identifier: MIT
// A list of exhibitors as Excel saves it on a German or Persian machine: BOM, semicolons, CRLF, quotes where needed.
const people = ['Zahra Ahmadi', 'Müller, Jürgen', 'Anaïs Lefèvre', 'فاطمه نوری', 'Wood "Oak" Ltd.', 'Łukasz Żółć', 'محمد کریمی', 'Ståle Øye'];

export function exhibitors(count) {
  return Array.from({ length: count }, (_, index) => ({
    email: `stand${index + 1}@fair.example`, password: '', booth_limit: String(1 + index % 3), is_active: 'true',
    name: `${people[index % people.length]} ${index + 1}`, stand: `${'ABCDE'[index % 5]} ${1 + Math.floor(index / 5)}`,
  }));
}

// Spoils five rows, each in a way of its own; gives the lines of the file (the first is the heading) that are bad.
export function spoil(rows) {
  const faults = [
    [20, { email: '' }], [75, { email: 'no at sign' }], [150, { email: rows[3].email }],
    [210, { booth_limit: 'many' }], [299, { name: 'x'.repeat(400) }],
  ];
  for (const [index, fields] of faults) Object.assign(rows[index], fields);
  return faults.map(([index]) => index + 2);
}

const quoted = (text) => (/[";\r\n,]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

export function asExcel(rows) {
  const columns = ['email', 'password', 'booth_limit', 'is_active', 'name', 'stand'];
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column]))];
  return Buffer.from('\ufeff' + lines.map((line) => `${line.map(quoted).join(';')}\r\n`).join(''), 'utf8');
}
