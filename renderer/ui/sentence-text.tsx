import type { SentencePart } from '../text/sentence.ts';

/** A sentence with its names set in a fixed-width face. */
// Parts of one sentence have no identity but their place in it.
/* oxlint-disable react/no-array-index-key */
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
