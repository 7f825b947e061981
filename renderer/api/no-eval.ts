import { config } from 'zod';

// The page's policy forbids code from strings, and zod tries that whenever a schema is made: so this module is imported
// before every module that makes one.
config({ jitless: true });
