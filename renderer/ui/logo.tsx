import icon from '../../assets/icon.svg';

export const Logo = ({ size = 24 }: { readonly size?: number }) => (
  <img src={icon} alt="" width={size} height={size} className="shrink-0" />
);
