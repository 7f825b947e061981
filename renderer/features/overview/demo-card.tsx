import { Check, CircleDot, FlaskConical, X } from 'lucide-react';

import type { AppStatus, DemoStep } from '../../../app/contract/ui/status.ts';
import { routeHash } from '../../navigation/route.ts';
import { dataOf } from '../../store/loadable.ts';
import { pendingCount } from '../../store/selectors.ts';
import { useUi } from '../../store/ui-context.tsx';
import { useWords } from '../../text/use-words.ts';
import { Button } from '../../ui/button.tsx';
import { Card, CardHeader } from '../../ui/card.tsx';
import { Problem } from '../../ui/problem.tsx';

const ASKING: ReadonlySet<DemoStep['step']> = new Set(['asked_to_store', 'asked_to_run']);

/** A real client that asks twice; each of its steps shows as it comes. */
export function DemoCard() {
  const { t } = useWords();
  const { running, steps, error } = useUi((state) => state.demo);
  const server = useUi((state) => dataOf(state.status.current)?.server.state);
  const hint = hintFor(server, running);

  return (
    <Card aria-labelledby="demo-title">
      <CardHeader
        titleId="demo-title"
        title={
          <span className="flex items-center gap-2">
            <FlaskConical aria-hidden className="size-4 text-accent-text" />
            {t('demo.title')}
          </span>
        }
      />
      <div className="flex flex-col items-start gap-3 px-4 pb-4">
        <p className="text-muted">{t('demo.text')}</p>
        {error !== null && <Problem error={error} className="self-stretch" />}
        {steps.length > 0 && (
          <ol aria-live="polite" className="flex flex-col gap-2 self-stretch">
            {steps.map((step, index) => (
              // Steps only ever come at the end.
              // oxlint-disable-next-line react/no-array-index-key
              <Step key={index} step={step} current={running && index === steps.length - 1} />
            ))}
          </ol>
        )}
        {hint !== null && <p aria-live="polite">{t(hint)}</p>}
        <DemoButtons blocked={hint === 'demo.needsServer'} />
      </div>
    </Card>
  );
}

function DemoButtons({ blocked }: { readonly blocked: boolean }) {
  const { t } = useWords();
  const { running, steps, start } = useUi((state) => state.demo);
  const pending = useUi(pendingCount);
  const last = steps.at(-1)?.step;
  const waits = last !== undefined && ASKING.has(last) && pending > 0;
  const fresh = steps.length === 0;
  const startable = !running && !blocked;
  return (
    <div className="flex flex-wrap gap-2">
      {waits && (
        <Button asChild variant="primary">
          <a href={routeHash('approvals')}>{t('demo.reviewNow')}</a>
        </Button>
      )}
      <Button
        variant={fresh ? 'primary' : 'secondary'}
        aria-disabled={!startable}
        onClick={() => {
          if (startable) void start();
        }}
      >
        {t(startLabel(running, fresh))}
      </Button>
    </div>
  );
}

/** Why nothing can happen yet. */
function hintFor(server: AppStatus['server']['state'] | undefined, running: boolean): string | null {
  if (server === undefined || server === 'ready') return null;
  if (server === 'starting') return running ? 'demo.waitsForServer' : null;
  return 'demo.needsServer';
}

function startLabel(running: boolean, fresh: boolean): string {
  if (running) return 'demo.running';
  return fresh ? 'demo.start' : 'demo.again';
}

function Step({ step: { step, text }, current }: { readonly step: DemoStep; readonly current: boolean }) {
  const { t } = useWords();
  const bad = step === 'denied' || step === 'failed';
  const Icon = bad ? X : current ? CircleDot : Check;
  return (
    <li className="flex animate-appear items-start gap-2">
      <Icon
        aria-hidden
        className={`mt-0.5 size-4 shrink-0 ${bad ? 'text-danger' : current ? 'text-accent-text' : 'text-ok'}`}
      />
      <div className="min-w-0 flex-1">
        <p>{t(`demo.${step}`)}</p>
        {text !== undefined && (
          <pre
            aria-label={t('demo.output')}
            className="mt-1 max-h-40 overflow-auto rounded-md bg-sunken px-2.5 py-1.5 font-mono text-xs wrap-code"
          >
            {text}
          </pre>
        )}
      </div>
    </li>
  );
}
