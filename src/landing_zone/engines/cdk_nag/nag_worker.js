// The worker of cdk-nag: reads jobs and writes results as landing_zone/engines/worker_pool.py describes.
//
// It is JavaScript because cdk-nag is: no jsii and no copy of the construct tree in Python is needed, and the three
// results of a rule can be distinguished. The packs themselves keep violations alone; a rule knows whether it holds
// ("Compliant") or does not apply ("N/A"), so a pass here is the rule's own result.
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');
const readline = require('node:readline');

const PACKS = [
  'AwsSolutionsChecks',
  'HIPAASecurityChecks',
  'NIST80053R4Checks',
  'NIST80053R5Checks',
  'PCIDSS321Checks',
  'ServerlessChecks',
];

// While both are busy, the synth goes first: YIELDS_MOST in worker.py.
os.setPriority(Math.min(19, os.getPriority() + 10));

const packages = createRequire(path.join(process.argv[2], 'index.js'));
const cdk = packages('aws-cdk-lib');
const { CfnInclude } = packages('aws-cdk-lib/cloudformation-include');
const nag = packages('cdk-nag');

console.log = console.error; // standard output is for the protocol alone

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'landing-zone-nag-'));
process.on('exit', () => fs.rmSync(folder, { recursive: true, force: true }));

// The construct tree of a template: what will be deployed, after every override and escape hatch.
function include(text) {
  const file = path.join(folder, 'template.json');
  fs.writeFileSync(file, text);
  const app = new cdk.App({ analyticsReporting: false, outdir: path.join(folder, 'out'), treeMetadata: false });
  const stack = new cdk.Stack(app, 'Stack');
  new CfnInclude(stack, 'Template', { templateFile: file, allowCyclicalReferences: true });
  return stack;
}

// Whether a value holds a token of the CDK. A token has a number that the CDK gives in this process, and so would be read
// as a value of whichever template was judged before.
function holdsToken(value) {
  if (cdk.Token.isUnresolved(value)) return true;
  if (value === null || typeof value !== 'object') return false;
  return Object.entries(value).some(([key, item]) => cdk.Token.isUnresolved(key) || holdsToken(item));
}

// Turns the result of a rule into findings: [rule, logical id, detail, status, message].
function findings(pack, params) {
  const suffix = params.ruleSuffixOverride || params.rule.name;
  const rule = `${pack.name}::${pack.readPackName}-${suffix}`;
  const logicalId = params.node.node.id;
  const message = `${params.info} ${params.explanation}`;
  let result;
  try {
    result = params.rule(params.node);
  } catch (error) {
    return [[rule, logicalId, '', 'undetermined', `Rule threw an error during validation. ${error.message}`]];
  }
  if (result === nag.NagRuleCompliance.NOT_APPLICABLE) return [];
  if (result === nag.NagRuleCompliance.COMPLIANT) return [[rule, logicalId, '', 'pass', '']];
  if (result === nag.NagRuleCompliance.NON_COMPLIANT) return [[rule, logicalId, '', 'fail', message]];
  if (Array.isArray(result) && result.length === 0) return [[rule, logicalId, '', 'pass', '']];
  if (Array.isArray(result)) return result.map((detail) => [rule, logicalId, String(detail), 'fail', message]);
  return [[rule, logicalId, '', 'undetermined', `The rule gave no known result: ${String(result)}`]];
}

function examine(text) {
  let stack;
  try {
    if (holdsToken(JSON.parse(text))) throw new Error('it holds a token that was not resolved');
    stack = include(text);
  } catch (error) {
    return { findings: [], not_judged: `the CDK cannot read it: ${error.message.split('\n')[0]}` };
  }
  const all = [];
  for (const name of PACKS) {
    const pack = new nag[name](undefined, { verbose: true });
    pack.applyRule = (params) => all.push(...findings(pack, params));
    pack.validateScope(stack);
  }
  return { findings: all, not_judged: '' };
}

// A message may name a token, whose number says how much was judged before: the same template has the same findings.
function send(message) {
  const text = JSON.stringify(message).replace(/Token\[([^\]"]*?)\.\d+\]/g, 'Token[$1]');
  fs.writeSync(1, `${text.replace(/-1\.8881545\d*e\+289/g, 'Token')}\n`);
}

// Node loads the module of a service when it first meets one of its types. The services that most landing zones use are
// loaded before the first job, while the worker is idle.
const USUAL = [
  'accessanalyzer', 'cloudtrail', 'cloudwatch', 'config', 'ec2', 'events', 'guardduty', 'iam', 'kms', 'lambda', 'logs',
  'organizations', 'route53resolver', 's3', 'securityhub', 'sns', 'sqs', 'ssm', 'wafv2',
];

function warmUp() {
  USUAL.forEach((service) => packages(`aws-cdk-lib/aws-${service}`));
  examine(JSON.stringify({ Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: {} } } }));
}

send({ ready: 'cdk-nag' });
setImmediate(warmUp);
readline.createInterface({ input: process.stdin, crlfDelay: Infinity }).on('line', (line) => {
  const job = JSON.parse(line);
  try {
    send({ id: job.id, ...examine(job.template), patched: false });
  } catch (error) {
    console.error(error.stack);
    send({ id: job.id, broken: error.message });
  }
});
