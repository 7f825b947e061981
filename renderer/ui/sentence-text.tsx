import type { SentencePart } from '../text/sentence.ts';

/** A sentence with its names set in a fixed-width face. */
export const SentenceText = ({ parts }: { readonly parts: readonly SentencePart[] }) => (
  <>
    {parts.map(({ kind, text }, index) =>
      kind === 'name' ? (
        <code key={index} className="font-mono text-[0.96em] wrap-anywhere">
          {text}
        </code>
      ) : (
        <span key={index}>{text}</span>
      ),
    )}
  </>
);
