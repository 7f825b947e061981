/** The core marks commands in its advice with backticks; here they get the face for code. */
export const MarkedText = ({ text }: { readonly text: string }) => (
  <>
    {text.split('`').map((piece, index) =>
      index % 2 === 1 ? (
        // Pieces of one text have no identity but their place in it.
        // oxlint-disable-next-line react/no-array-index-key
        <code key={index} className="font-mono text-[0.96em] wrap-anywhere">
          {piece}
        </code>
      ) : (
        piece
      ),
    )}
  </>
);
