export const CATALOGUE_JSON = '{"serverInfo":{},"tools":[]}';
