import { Component, type ReactNode } from 'react';

interface ErrorBoundaryProps {
  /** A new key gives the next screen a fresh start. */
  readonly resetKey: string;
  readonly fallback: ReactNode;
  readonly children: ReactNode;
}

interface ErrorBoundaryState {
  readonly brokenAt: string | null;
}

/** Keeps the frame alive when a screen throws. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { brokenAt: null };

  static getDerivedStateFromError(): ErrorBoundaryState {
    return { brokenAt: '' };
  }

  static getDerivedStateFromProps(
    { resetKey }: ErrorBoundaryProps,
    { brokenAt }: ErrorBoundaryState,
  ): ErrorBoundaryState {
    if (brokenAt === '') return { brokenAt: resetKey };
    return brokenAt === resetKey ? { brokenAt } : { brokenAt: null };
  }

  override render(): ReactNode {
    return this.state.brokenAt === null ? this.props.children : this.props.fallback;
  }
}
