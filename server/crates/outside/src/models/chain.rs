use super::client::Said;
use super::{Answer, Client, Fault, ModelError, Provider, Question, Settings};
use crate::redact::Redactor;
use parking_lot::Mutex;
use std::sync::Arc;

/// Who is asked, in order: where one gives no answer the next one is asked.
#[derive(Clone, Debug, Default)]
pub struct Chain {
    links: Vec<Link>,
}

/// One of a chain.
#[derive(Clone, Debug)]
pub enum Link {
    /// A model.
    Model(Arc<Client>),
    /// A model that cannot be asked, and why.
    Broken(ModelError),
}

impl Chain {
    /// The name of the author that asks nobody.
    pub const EMBEDDED: &str = "embedded";

    /// Reads `names`: `ollama`, `openai/MODEL`, `embedded` ..., separated by commas. `embedded` ends the chain, since
    /// it always answers. `model` is the model of those that name none; `adjust` has the last word on each one's
    /// settings.
    ///
    /// # Errors
    /// One sentence, where a name is not known, or the only one cannot be asked.
    pub fn read(
        names: &str,
        model: Option<&str>,
        variable: &dyn Fn(&str) -> Option<String>,
        adjust: &dyn Fn(&mut Settings),
    ) -> Result<Self, String> {
        let mut links = Vec::new();
        for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let (provider, own) = name.split_once('/').map_or((name, None), |(p, m)| (p, Some(m)));
            if provider.eq_ignore_ascii_case(Self::EMBEDDED) {
                break;
            }
            let provider = Provider::called(provider).ok_or_else(|| unknown(provider))?;
            links.push(match client(provider, own.or(model), variable, adjust) {
                Ok(client) => Link::Model(Arc::new(client)),
                Err(error) => Link::Broken(error),
            });
        }
        match links.as_slice() {
            [Link::Broken(error)] => Err(error.to_string()),
            _ => Ok(Self { links }),
        }
    }

    /// Whether no model is in it.
    pub fn is_empty(&self) -> bool {
        self.links.is_empty()
    }

    /// Everyone in it, in order.
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    /// How many tokens a question and its answer may have for everyone in the chain: together, and the answer alone.
    pub fn tokens(&self) -> Option<(u32, u32)> {
        let models = self.links.iter().filter_map(|link| match link {
            Link::Model(client) => Some((client.settings().context_tokens, client.settings().answer_tokens)),
            Link::Broken(_) => None,
        });
        models.reduce(|a, b| (a.0.min(b.0), a.1.min(b.1)))
    }

    /// How many calls may run at once: as many as the first one takes.
    pub fn at_once(&self) -> usize {
        let first = self.links.iter().find_map(|link| match link {
            Link::Model(client) => Some(client.settings().at_once),
            Link::Broken(_) => None,
        });
        first.unwrap_or(3)
    }

    /// Asks one after the other until one answers. `failed` hears of those that did not, and what was said before is
    /// void then.
    ///
    /// # Errors
    /// What the last one failed by.
    pub async fn ask(
        &self,
        question: &Question,
        redactor: &Mutex<Redactor>,
        said: Said<'_>,
        failed: &(dyn Fn(&ModelError) + Send + Sync),
    ) -> Result<Answer, ModelError> {
        let mut last = ModelError {
            provider: Provider::Ollama,
            fault: Fault::Settings(
                "no model is chosen: name a provider by --provider or OMNI_PROVIDER".to_owned(),
            ),
        };
        for link in &self.links {
            let error = match link {
                Link::Broken(error) => error.clone(),
                Link::Model(client) => match client.ask(question, redactor, said).await {
                    Ok(answer) => return Ok(answer),
                    Err(error) => error,
                },
            };
            failed(&error);
            last = error;
        }
        Err(last)
    }
}

fn client(
    provider: Provider,
    model: Option<&str>,
    variable: &dyn Fn(&str) -> Option<String>,
    adjust: &dyn Fn(&mut Settings),
) -> Result<Client, ModelError> {
    let mut settings = Settings::of(provider, variable)?;
    if let Some(model) = model {
        model.clone_into(&mut settings.model);
    }
    adjust(&mut settings);
    Client::new(settings)
}

fn unknown(name: &str) -> String {
    let known: Vec<_> = Provider::ALL.iter().map(|p| p.name()).collect();
    format!("no provider is called {name}: {}, {}", known.join(", "), Chain::EMBEDDED)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(names: &str) -> Result<Chain, String> {
        Chain::read(names, Some("m"), &|_| None, &|_| {})
    }

    #[test]
    fn a_chain_ends_at_the_embedded_author() {
        assert_eq!(read("ollama/qwen2.5-coder:1.5b, openai, embedded, nonsense").unwrap().links().len(), 2);
        assert!(read("embedded").unwrap().is_empty());
        assert!(read("").unwrap().is_empty());
    }

    #[test]
    fn an_unknown_name_and_a_lonely_broken_one_are_told() {
        assert!(read("olama").unwrap_err().starts_with("no provider is called olama: ollama, openai"));
        assert_eq!(read("openai").unwrap_err(), "OpenAI needs a key: set OPENAI_API_KEY");
    }

    #[test]
    fn a_link_names_its_own_model() {
        let chain = read("ollama/a:b,ollama").unwrap();
        let names = chain.links().iter().map(|link| match link {
            Link::Model(client) => client.name(),
            Link::Broken(error) => error.to_string(),
        });
        assert_eq!(names.collect::<Vec<_>>(), ["ollama/a:b", "ollama/m"]);
    }
}
