import { useVirtualizer } from '@tanstack/react-virtual';
import { Bot, ChevronRight, Folder, FolderOpen, KeyRound, Users } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';

import { placeWords } from '../../text/approval-words.ts';
import { useWords } from '../../text/use-words.ts';
import { cn } from '../../ui/cn.ts';

import { placeKey } from './address.ts';
import { parentIndex, type TreeRow } from './tree.ts';

const ROW_HEIGHT = 30;

interface SecretTreeProps {
  readonly rows: readonly TreeRow[];
  /** Id of the entry on screen. */
  readonly selected: string | undefined;
  readonly onToggle: (row: TreeRow, expanded: boolean) => void;
  readonly onOpen: (row: TreeRow) => void;
}

/** One stop for the Tab key; the arrows move inside, as trees do everywhere. */
export function SecretTree({ rows, selected, onToggle, onOpen }: SecretTreeProps) {
  const { t } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const [activeId, setActiveId] = useState<string | undefined>(selected);
  const found = rows.findIndex(({ id }) => id === activeId);
  const active = Math.max(0, found);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    paddingStart: 8,
    paddingEnd: 8,
  });

  const selectedIndex = rows.findIndex(({ id }) => id === selected);
  useEffect(() => {
    if (selectedIndex < 0) return;
    setActiveId(selected);
    virtual.scrollToIndex(selectedIndex, { align: 'auto' });
    // Only when another entry was opened, not whenever the list moves.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [selected, selectedIndex >= 0]);

  const moveTo = (index: number): void => {
    const row = rows[index];
    if (row === undefined) return;
    setActiveId(row.id);
    virtual.scrollToIndex(index, { align: 'auto' });
  };

  const press = (row: TreeRow): void => {
    setActiveId(row.id);
    if (row.expanded !== undefined) onToggle(row, !row.expanded);
    else if (row.kind === 'entry') onOpen(row);
    else if (row.kind === 'failed') onToggle(row, true);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[active];
    if (row === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Readonly<Record<string, () => void>> = {
      ArrowDown: () => moveTo(active + 1),
      ArrowUp: () => moveTo(active - 1),
      Home: () => moveTo(0),
      End: () => moveTo(rows.length - 1),
      ArrowRight: () => (row.expanded === false ? onToggle(row, true) : moveTo(active + 1)),
      ArrowLeft: () => (row.expanded === true ? onToggle(row, false) : moveTo(parentIndex(rows, active))),
      Enter: () => press(row),
      ' ': () => press(row),
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    move();
  };

  const lines = virtual.getVirtualItems();
  // Only what is on screen exists and can be pointed at.
  const activeRow = lines.some(({ index }) => index === active) ? rows[active] : undefined;
  const activeDomId = activeRow === undefined ? undefined : rowDomId(activeRow.id);

  return (
    <div
      ref={scroller}
      role="tree"
      aria-label={t('secrets.tree')}
      aria-activedescendant={activeDomId}
      tabIndex={0}
      onKeyDown={onKeyDown}
      className="group min-h-0 flex-1 overflow-y-auto outline-none"
    >
      <div role="presentation" className="relative" style={{ height: virtual.getTotalSize() }}>
        {lines.map(({ index, start, size }) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <TreeLine
              key={row.id}
              row={row}
              top={start}
              height={size}
              active={index === active}
              selected={row.id === selected}
              onPress={() => press(row)}
            />
          );
        })}
      </div>
    </div>
  );
}

const rowDomId = (id: string): string => `tree-${id}`;

interface TreeLineProps {
  readonly row: TreeRow;
  readonly top: number;
  readonly height: number;
  readonly active: boolean;
  readonly selected: boolean;
  readonly onPress: () => void;
}

function TreeLine({ row, top, height, active, selected, onPress }: TreeLineProps) {
  const { t } = useWords();
  const note = row.kind === 'loading' || row.kind === 'failed' || row.kind === 'empty';
  return (
    // The tree itself takes the keys: see aria-activedescendant.
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div
      id={rowDomId(row.id)}
      role="treeitem"
      aria-level={row.level}
      aria-setsize={row.setSize}
      aria-posinset={row.position}
      aria-expanded={row.expanded}
      aria-selected={selected}
      onClick={onPress}
      className={cn(
        'absolute right-2 left-2 flex cursor-pointer items-center gap-1.5 rounded-md pr-2 text-sm select-none',
        selected ? 'bg-accent-soft font-medium text-accent-text' : 'hover:bg-hover',
        active &&
          'group-focus-visible:outline-2 group-focus-visible:-outline-offset-2 group-focus-visible:outline-focus',
        note && 'cursor-default text-muted hover:bg-transparent',
      )}
      style={{ top, height, paddingLeft: (row.level - 1) * 16 + 4 }}
    >
      <ChevronRight
        aria-hidden
        className={cn(
          'size-3.5 shrink-0 text-muted transition-transform',
          row.expanded === true && 'rotate-90',
          row.expanded === undefined && 'invisible',
        )}
      />
      <LineIcon row={row} />
      <span className="truncate" title={row.name === '' ? undefined : row.name}>
        {lineText(row, {
          place: placeWords(t, placeKey(row.place)),
          loading: t('common.loading'),
          failed: t('secrets.folderFailed'),
          empty: t('secrets.emptyFolder'),
        })}
      </span>
    </div>
  );
}

function lineText(row: TreeRow, words: Readonly<Record<'place' | 'loading' | 'failed' | 'empty', string>>): string {
  return row.kind === 'entry' || row.kind === 'folder' ? row.name : words[row.kind];
}

function LineIcon({ row }: { readonly row: TreeRow }) {
  const look = 'size-4 shrink-0 text-muted';
  switch (row.kind) {
    case 'place':
      return row.place.kind === 'shared' ? (
        <Users aria-hidden className={look} />
      ) : (
        <Bot aria-hidden className={look} />
      );
    case 'folder':
      return row.expanded === true ? (
        <FolderOpen aria-hidden className={look} />
      ) : (
        <Folder aria-hidden className={look} />
      );
    case 'entry':
      return <KeyRound aria-hidden className={look} />;
    case 'loading':
    case 'failed':
    case 'empty':
      return null;
    default:
      return null;
  }
}
