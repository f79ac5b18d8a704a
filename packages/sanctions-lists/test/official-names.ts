/** The official English names of countries, from the UN. */
export const officialNames = `
AF Islamic Republic of Afghanistan
AL Republic of Albania
DZ People's Democratic Republic of Algeria
AD Principality of Andorra
AO Republic of Angola
AG Antigua and Barbuda
AR Argentine Republic
AM Republic of Armenia
AU Commonwealth of Australia
AT Republic of Austria
AZ Republic of Azerbaijan
BS Commonwealth of the Bahamas
BH Kingdom of Bahrain
BD People's Republic of Bangladesh
BB Barbados
BY Republic of Belarus
BE Kingdom of Belgium
BZ Belize
BJ Republic of Benin
BT Kingdom of Bhutan
BO Plurinational State of Bolivia
BA Bosnia and Herzegovina
BW Republic of Botswana
BR Federative Republic of Brazil
BN Brunei Darussalam
BG Republic of Bulgaria
BF Burkina Faso
BI Republic of Burundi
CV Republic of Cabo Verde
KH Kingdom of Cambodia
CM Republic of Cameroon
CA Canada
CF Central African Republic
TD Republic of Chad
CL Republic of Chile
CN People's Republic of China
CO Republic of Colombia
KM Union of the Comoros
CG Republic of the Congo
CD Democratic Republic of the Congo
CR Republic of Costa Rica
CI Republic of Côte d'Ivoire
HR Republic of Croatia
CU Republic of Cuba
CY Republic of Cyprus
CZ Czech Republic
KP Democratic People's Republic of Korea
DK Kingdom of Denmark
DJ Republic of Djibouti
DM Commonwealth of Dominica
DO Dominican Republic
EC Republic of Ecuador
EG Arab Republic of Egypt
SV Republic of El Salvador
GQ Republic of Equatorial Guinea
ER State of Eritrea
EE Republic of Estonia
SZ Kingdom of Eswatini
ET Federal Democratic Republic of Ethiopia
FJ Republic of Fiji
FI Republic of Finland
FR French Republic
GA Gabonese Republic
GM Republic of the Gambia
GE Georgia
DE Federal Republic of Germany
GH Republic of Ghana
GR Hellenic Republic
GD Grenada
GT Republic of Guatemala
GN Republic of Guinea
GW Republic of Guinea-Bissau
GY Co-operative Republic of Guyana
HT Republic of Haiti
VA Holy See
HN Republic of Honduras
HU Republic of Hungary
IS Republic of Iceland
IN Republic of India
ID Republic of Indonesia
IR Islamic Republic of Iran
IQ Republic of Iraq
IE Republic of Ireland
IL State of Israel
IT Republic of Italy
IT Italian Republic
JM Jamaica
JP Japan
JO Hashemite Kingdom of Jordan
KZ Republic of Kazakhstan
KE Republic of Kenya
KI Republic of Kiribati
KW State of Kuwait
KG Kyrgyz Republic
LA Lao People's Democratic Republic
LV Republic of Latvia
LB Lebanese Republic
LS Kingdom of Lesotho
LR Republic of Liberia
LY State of Libya
LI Principality of Liechtenstein
LT Republic of Lithuania
LU Grand Duchy of Luxembourg
MG Republic of Madagascar
MW Republic of Malawi
MY Malaysia
MV Republic of Maldives
ML Republic of Mali
MT Republic of Malta
MH Republic of the Marshall Islands
MR Islamic Republic of Mauritania
MU Republic of Mauritius
MX United Mexican States
FM Federated States of Micronesia
MC Principality of Monaco
MN Mongolia
ME Montenegro
MA Kingdom of Morocco
MZ Republic of Mozambique
MM Republic of the Union of Myanmar
NA Republic of Namibia
NR Republic of Nauru
NP Federal Democratic Republic of Nepal
NL Kingdom of the Netherlands
NZ New Zealand
NI Republic of Nicaragua
NE Republic of the Niger
NG Federal Republic of Nigeria
MK Republic of North Macedonia
NO Kingdom of Norway
OM Sultanate of Oman
PK Islamic Republic of Pakistan
PW Republic of Palau
PA Republic of Panama
PG Independent State of Papua New Guinea
PY Republic of Paraguay
PE Republic of Peru
PH Republic of the Philippines
PL Republic of Poland
PT Portuguese Republic
QA State of Qatar
KR Republic of Korea
MD Republic of Moldova
RO Romania
RU Russian Federation
RW Republic of Rwanda
KN Federation of Saint Kitts and Nevis
LC Saint Lucia
VC Saint Vincent and the Grenadines
WS Independent State of Samoa
SM Republic of San Marino
ST Democratic Republic of Sao Tome and Principe
SA Kingdom of Saudi Arabia
SN Republic of Senegal
RS Republic of Serbia
SC Republic of Seychelles
SL Republic of Sierra Leone
SG Republic of Singapore
SK Slovak Republic
SI Republic of Slovenia
SB Solomon Islands
SO Federal Republic of Somalia
ZA Republic of South Africa
SS Republic of South Sudan
ES Kingdom of Spain
LK Democratic Socialist Republic of Sri Lanka
PS State of Palestine
SD Republic of the Sudan
SR Republic of Suriname
SE Kingdom of Sweden
CH Swiss Confederation
SY Syrian Arab Republic
TJ Republic of Tajikistan
TH Kingdom of Thailand
TL Democratic Republic of Timor-Leste
TG Togolese Republic
TO Kingdom of Tonga
TT Republic of Trinidad and Tobago
TN Republic of Tunisia
TN Tunisian Republic
TR Republic of Turkey
TR Republic of Türkiye
TM Turkmenistan
TV Tuvalu
UG Republic of Uganda
UA Ukraine
AE United Arab Emirates
GB United Kingdom of Great Britain and Northern Ireland
TZ United Republic of Tanzania
US United States of America
UY Eastern Republic of Uruguay
UZ Republic of Uzbekistan
VU Republic of Vanuatu
VE Bolivarian Republic of Venezuela
VN Socialist Republic of Viet Nam
YE Republic of Yemen
ZM Republic of Zambia
ZW Republic of Zimbabwe
`;
