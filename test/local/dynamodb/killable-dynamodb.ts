/** A server to be killed; prints its endpoint. */
import { startDynamoDb } from '../../../local/dynamodb/server.ts';
import { OPERATOR, TABLE } from './study-table.ts';

const server = await startDynamoDb({ directory: process.argv[2], port: 0, callers: [OPERATOR], tables: [TABLE] });
process.stdout.write(`${server.endpoint}\n`);
