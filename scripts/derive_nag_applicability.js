// Prints, as JSON, which rules each pack of cdk-nag has, and which CloudFormation types each rule names in its code.
// Argument: the folder that holds node_modules. Run by derive_nag_applicability.py.
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const root = process.argv[2];
const packages = createRequire(path.join(root, 'index.js'));
const cdk = packages('aws-cdk-lib');
const nag = packages('cdk-nag');

const sources = {};
const rules = path.join(root, 'node_modules', 'cdk-nag', 'lib', 'rules');
for (const file of fs.readdirSync(rules, { recursive: true })) {
  const name = path.parse(file).name;
  if (file.endsWith('.js') && name !== 'index') sources[name] = fs.readFileSync(path.join(rules, file), 'utf8');
}

function types(rule) {
  const source = sources[rule];
  if (source === undefined) throw new Error(`no source file for rule ${rule}`);
  const modules = {};
  for (const [, variable, name] of source.matchAll(/const (\w+) = require\("(aws-cdk-lib\/[\w-]+)"\)/g)) {
    modules[variable] = name;
  }
  const found = new Set();
  for (const [, variable, name] of source.matchAll(/(\w+)\.(Cfn\w+)\b/g)) {
    const type = modules[variable] && packages(modules[variable])[name]?.CFN_RESOURCE_TYPE_NAME;
    if (type) found.add(type);
  }
  return [...found].sort();
}

const result = {};
const node = new cdk.CfnResource(new cdk.Stack(new cdk.App(), 'Stack'), 'Any', { type: 'Any::Type::AtAll' });
for (const [name, Pack] of Object.entries(nag).filter(([key]) => key.endsWith('Checks')).sort()) {
  const pack = new Pack();
  const found = {};
  pack.applyRule = (params) => {
    const id = `${pack.readPackName}-${params.ruleSuffixOverride || params.rule.name}`;
    if (found[id]) throw new Error(`${name} applies ${id} twice`);
    found[id] = { level: params.level, rule: params.rule.name, types: types(params.rule.name) };
  };
  pack.checkResource(node);
  result[pack.name] = Object.fromEntries(Object.entries(found).sort());
}
process.stdout.write(JSON.stringify(result));
