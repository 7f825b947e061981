import { z } from 'zod';

import { defineContract } from '../define.ts';

import { agentCalls } from './agents.ts';
import { approvalCalls } from './approvals.ts';
import { auditCalls, auditView } from './audit.ts';
import { secretCalls } from './secrets.ts';
import { demoStep, statusCalls } from './status.ts';

/** What the shells (desktop window, browser) may ask of the core. */
export const uiContract = defineContract({
  calls: { ...statusCalls, ...approvalCalls, ...secretCalls, ...agentCalls, ...auditCalls },
  events: {
    /** Something in `app.status` changed: ask again. */
    'status.changed': z.object({}),
    'approvals.changed': z.object({ pending: z.number().int().nonnegative() }),
    'agents.changed': z.object({}),
    'secrets.changed': z.object({}),
    'audit.appended': auditView,
    'demo.step': demoStep,
  },
});

export type UiContract = typeof uiContract;
