// A credential plugin of the CDK CLI (its contract: exports.version, exports.init): from the management account's
// credentials into any account of the organisation, by the role that Organizations made there. One `cdk bootstrap`
// can then name environments of many accounts.
const endpoint = process.env.AWS_ENDPOINT_URL;
const management = process.env.LZ_REHEARSAL_MANAGEMENT;

async function assume(accountId) {
  const own = {
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  };
  if (accountId === management) return own;
  const body = new URLSearchParams({
    Action: "AssumeRole",
    Version: "2011-06-15",
    RoleArn: `arn:aws:iam::${accountId}:role/OrganizationAccountAccessRole`,
    RoleSessionName: "rehearsal",
  });
  const date = new Date().toISOString().replace(/[-:]/g, "").slice(0, 15) + "Z";
  const scope = `${own.accessKeyId}/${date.slice(0, 8)}/us-east-1/sts/aws4_request`;
  // the emulated STS asks who calls, and checks no signature
  const answer = await fetch(endpoint, {
    method: "POST",
    headers: {
      "Content-Type": "application/x-www-form-urlencoded",
      Authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=none`,
      "X-Amz-Date": date,
    },
    body: body.toString(),
  });
  const text = await answer.text();
  const found = (name) => (text.match(new RegExp(`<${name}>([^<]*)</${name}>`)) || [])[1];
  if (!answer.ok || !found("AccessKeyId")) throw new Error(`cannot enter account ${accountId}: ${text}`);
  return {
    accessKeyId: found("AccessKeyId"),
    secretAccessKey: found("SecretAccessKey"),
    sessionToken: found("SessionToken"),
  };
}

exports.version = "1";
exports.init = (host) => {
  host.registerCredentialProviderSource({
    name: "organisation",
    isAvailable: async () => Boolean(endpoint),
    canProvideCredentials: async () => true,
    getProvider: async (accountId) => assume(accountId),
  });
};
