import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { chooseLanguage, type Language } from '../text/i18n.ts';
import { useWords } from '../text/use-words.ts';
import { chooseTheme, storedTheme, type Theme } from '../theme/theme.ts';
import { Button } from '../ui/button.tsx';
import { Menu, MenuChoice, MenuLine } from '../ui/menu.tsx';

const LANGUAGE_NAMES: readonly { value: Language; label: string; lang: string }[] = [
  { value: 'en', label: 'English', lang: 'en' },
  { value: 'de', label: 'Deutsch', lang: 'de' },
];

export function PreferencesMenu() {
  const { t } = useWords();
  const { i18n } = useTranslation();
  const [theme, setTheme] = useState<Theme>(storedTheme);
  return (
    <Menu
      side="right"
      trigger={
        <Button variant="quiet" size="icon" aria-label={t('preferences.label')}>
          <Settings2 aria-hidden />
        </Button>
      }
    >
      <MenuChoice
        label={t('preferences.theme')}
        value={theme}
        options={[
          { value: 'system', label: t('preferences.system') },
          { value: 'light', label: t('preferences.light') },
          { value: 'dark', label: t('preferences.dark') },
        ]}
        onChange={(next) => {
          setTheme(next);
          chooseTheme(next);
        }}
      />
      <MenuLine />
      <MenuChoice
        label={t('preferences.language')}
        value={i18n.language === 'de' ? 'de' : 'en'}
        options={LANGUAGE_NAMES}
        onChange={(next) => chooseLanguage(i18n, next)}
      />
    </Menu>
  );
}
