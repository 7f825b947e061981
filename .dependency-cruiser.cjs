/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'app-knows-no-outside',
      severity: 'error',
      from: { path: '^app/' },
      to: { path: '^(main|renderer|test)/' },
    },
    { name: 'app-is-pure', severity: 'error', from: { path: '^app/' }, to: { dependencyTypes: ['core'] } },
    {
      name: 'app-npm-allowlist',
      severity: 'error',
      from: { path: '^app/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'npm-optional', 'unknown'],
        pathNot: 'node_modules/zod/',
      },
    },
    {
      name: 'kernel-is-the-floor',
      severity: 'error',
      from: { path: '^app/kernel/' },
      to: { path: '^app/(?!kernel/)' },
    },
    {
      name: 'domain-knows-kernel-only',
      severity: 'error',
      from: { path: '^app/domain/' },
      to: { path: '^app/(?!domain/|kernel/)' },
    },
    {
      name: 'contract-knows-kernel-only',
      severity: 'error',
      from: { path: '^app/contract/' },
      to: { path: '^app/(?!contract/|kernel/)' },
    },
    {
      name: 'ports-know-domain-and-kernel',
      severity: 'error',
      from: { path: '^app/ports/' },
      to: { path: '^app/(?!ports/|domain/|kernel/)' },
    },
    { name: 'gate-knows-no-feature', severity: 'error', from: { path: '^app/gate/' }, to: { path: '^app/features/' } },
    {
      name: 'no-cross-feature',
      severity: 'error',
      from: { path: '^(app|renderer)/features/([^/]+)/' },
      to: { path: '^$1/features/', pathNot: '^$1/features/$2/' },
    },
    {
      name: 'renderer-sees-only-contract',
      severity: 'error',
      from: { path: '^renderer/' },
      to: { path: '^(main|test)/|^app/(?!contract/|kernel/)' },
    },
    { name: 'main-knows-no-renderer', severity: 'error', from: { path: '^main/' }, to: { path: '^(renderer|test)/' } },
    {
      name: 'electron-stays-in-its-folder',
      severity: 'error',
      from: { pathNot: '^main/electron/' },
      to: { path: '^electron$|node_modules/electron/' },
    },
    {
      name: 'hosts-are-siblings',
      severity: 'error',
      from: { path: '^main/(electron|headless)/' },
      to: { path: '^main/(electron|headless)/', pathNot: '^main/$1/' },
    },
    {
      name: 'node-knows-no-host',
      severity: 'error',
      from: { path: '^main/node/' },
      to: { path: '^main/(electron|headless|core|cli)/|^app/features/' },
    },
    {
      name: 'electron-imports-contracts-only',
      severity: 'error',
      from: { path: '^main/electron/' },
      to: { path: '^app/(?!contract/|kernel/)|^main/(?!electron/)' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^build/' },
    tsConfig: { fileName: 'tsconfig.base.json' },
  },
};
