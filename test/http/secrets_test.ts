import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isSecret, maskFrame } from '../../runtime/http/secrets.ts'

test('maskFrame() hides the value beside the name of a secret', () => {
  for (const [frame, expected] of [
    [
      '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"s3"}]',
      '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]',
    ],
    [
      '[3,"1",{"configurationKey":[{"key":"A","readonly":true,"value":"1"},{"key":"MyPassword","readonly":false,"value":"s3"}]}]',
      '[3,"1",{"configurationKey":[{"key":"A","readonly":true,"value":"1"},{"key":"MyPassword","readonly":false,"value":"***"}]}]',
    ],
    [
      '[2,"1","SetVariables",{"setVariableData":[{"attributeValue":"s3","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}]',
      '[2,"1","SetVariables",{"setVariableData":[{"attributeValue":"***","component":{"name":"SecurityCtrlr"},"variable":{"name":"BasicAuthPassword"}}]}]',
    ],
    [
      '[2,"1","X",{"apn":{"password":"s3","pin":1}}]',
      '[2,"1","X",{"apn":{"password":"***","pin":1}}]',
    ],
    [
      '[2,"1","DataTransfer",{"data":"{\\"wifiPassword\\":\\"s3\\"}"}]',
      '[2,"1","DataTransfer",{"data":"***"}]',
    ],
    [
      '[2,"1","ChangeConfiguration",{"key":"Authorizati\\u006fnKey","value":"s3"}]',
      '[2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}]',
    ],
    ['[2,"1","GetConfiguration",{"key":["AuthorizationKey"]}]', undefined],
    ['[2,"1","Heartbeat",{}]', undefined],
    ['broken {"password":"s3"', '***'],
    [
      `${'['.repeat(80)}{"password":"s3"}${']'.repeat(80)}`,
      `${'['.repeat(65)}"***"${']'.repeat(65)}`,
    ],
  ] as const) {
    assert.is(maskFrame(frame), expected ?? frame)
  }
})

test('maskFrame() lets no password through, wherever it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom('password', 'AuthorizationKey'), (value, name) => {
      const frame = JSON.stringify([2, '1', 'X', { a: [value, { [name]: 'hunter2' }] }])
      assert.not.match(maskFrame(frame), /hunter2/)
      const named = JSON.stringify([2, '1', 'X', { value: 'hunter2', more: value, key: name }])
      assert.not.match(maskFrame(named), /hunter2/)
    }),
  )
})

test('isSecret() knows names of secrets', () => {
  for (const name of ['AuthorizationKey', 'authorizationkey', 'BasicAuthPassword', 'X-Secret']) {
    assert.ok(isSecret(name))
  }
  for (const name of ['HeartbeatInterval', 'AuthorizeRemoteTxRequests'])
    assert.not.ok(isSecret(name))
})

test.run()
